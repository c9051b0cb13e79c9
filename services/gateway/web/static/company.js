export async function companyPage({ main }) { main.replaceChildren(); return {}; }
