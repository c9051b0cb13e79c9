export async function referencePage({ main }) { main.replaceChildren(); return {}; }
