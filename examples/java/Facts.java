import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.callfacts.Callfacts;
import dev.callfacts.metrics.v1.Evidence;
import dev.callfacts.metrics.v1.Extraction;
import dev.callfacts.metrics.v1.Fact;
import dev.callfacts.metrics.v1.GetExtractionRequest;
import dev.callfacts.metrics.v1.ListFactsRequest;
import dev.callfacts.metrics.v1.ListFactsResponse;
import dev.callfacts.metrics.v1.MetricsServiceGrpc;
import dev.callfacts.parser.v1.GetTranscriptRequest;
import dev.callfacts.parser.v1.IngestDocumentRequest;
import dev.callfacts.parser.v1.ParserServiceGrpc;
import dev.callfacts.parser.v1.Transcript;
import dev.callfacts.parser.v1.TranscriptView;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Ingests a file, waits for its facts, prints them and verifies their evidence: {@code java Facts FILE}.
 *
 * <p>CALLFACTS_SERVER and CALLFACTS_API_KEY say where the server is and which key it wants.
 */
public final class Facts {
  private final ParserServiceGrpc.ParserServiceBlockingStub parser;
  private final MetricsServiceGrpc.MetricsServiceBlockingStub metrics;
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private Facts(ManagedChannel channel) {
    parser = ParserServiceGrpc.newBlockingStub(channel);
    metrics = MetricsServiceGrpc.newBlockingStub(channel);
  }

  public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
    if (arguments.length != 1) {
      System.err.println("usage: Facts FILE");
      System.exit(2);
    }
    ManagedChannel channel =
        Callfacts.connect(
            System.getenv().getOrDefault("CALLFACTS_SERVER", "127.0.0.1:8081"),
            System.getenv().getOrDefault("CALLFACTS_API_KEY", ""),
            true);
    int status = 1;
    try {
      Facts facts = new Facts(channel);
      status = facts.show(facts.ingest(Path.of(arguments[0])));
    } catch (StatusRuntimeException e) {
      System.err.println(Callfacts.reason(e) + ": " + e.getStatus().getDescription());
    } finally {
      channel.shutdownNow();
    }
    System.exit(status);
  }

  /** Sends a file; gives the name of its transcript when its facts are there. */
  private String ingest(Path path) throws IOException {
    String name =
        parser
            .ingestDocument(
                IngestDocumentRequest.newBuilder()
                    .setContent(ByteString.copyFrom(Files.readAllBytes(path)))
                    .setFilename(path.getFileName().toString())
                    .build())
            .getTranscript()
            .getName();
    GetExtractionRequest request =
        GetExtractionRequest.newBuilder().setName(name + "/extraction").setWait(Duration.newBuilder().setSeconds(30)).build();
    while (true) {
      Extraction extraction = metrics.getExtraction(request).getExtraction();
      switch (extraction.getState()) {
        case STATE_SUCCEEDED:
          return name;
        case STATE_FAILED:
          throw new IOException("the extraction failed: " + extraction.getError());
        default:
      }
    }
  }

  /** Prints the facts of a transcript, page by page, in order of the text. */
  private int show(String name) throws IOException, NoSuchAlgorithmException {
    Transcript transcript =
        parser
            .getTranscript(GetTranscriptRequest.newBuilder().setName(name).setView(TranscriptView.TRANSCRIPT_VIEW_FULL).build())
            .getTranscript();
    byte[] text = transcript.getText().getBytes(StandardCharsets.UTF_8); // spans are bytes, and a String is UTF-16
    if (!hex(MessageDigest.getInstance("SHA-256").digest(text)).equals(transcript.getTextSha256())) {
      throw new IOException("the text is not the one that was parsed");
    }
    int count = 0;
    int good = 0;
    ListFactsRequest.Builder request = ListFactsRequest.newBuilder().setParent(name).setPageSize(50);
    do {
      ListFactsResponse page = metrics.listFacts(request.build());
      for (Fact fact : page.getFactsList()) {
        String quote = fact.getEvidence().getQuote().strip().replaceAll("\\s+", " ");
        out.println(
            String.join(
                "\t",
                fact.getConcept(),
                fact.getValue().getLow(),
                fact.getValue().getHigh(),
                fact.getValue().getUnit(),
                fact.getPeriod().getLabel(),
                quote));
        count++;
        good += verified(text, fact.getEvidence()) ? 1 : 0;
      }
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    out.println(count + " facts, " + good + " verified");
    return good == count ? 0 : 1;
  }

  /** Whether the bytes that a fact names say what it quotes. */
  private static boolean verified(byte[] text, Evidence evidence) {
    int start = evidence.getQuoteSpan().getStart();
    int end = evidence.getQuoteSpan().getEnd();
    return new String(Arrays.copyOfRange(text, start, end), StandardCharsets.UTF_8).equals(evidence.getQuote())
        && start <= evidence.getValue().getStart()
        && evidence.getValue().getEnd() <= end;
  }

  private static String hex(byte[] bytes) {
    StringBuilder digits = new StringBuilder();
    for (byte b : bytes) {
      digits.append(String.format("%02x", b));
    }
    return digits.toString();
  }
}
