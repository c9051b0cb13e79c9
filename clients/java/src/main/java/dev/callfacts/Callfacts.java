package dev.callfacts;

import com.google.gson.Gson;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a client of callfacts needs besides the stubs. */
public final class Callfacts {
  /** Room for the largest transcript. */
  private static final int MAX_MESSAGE = 128 << 20;

  private Callfacts() {}

  /**
   * Makes a channel that retries what may be repeated, with deadlines.
   *
   * @param key an API key, where the server asks for one; else empty
   * @param plaintext nothing is encrypted, which is for loopback
   */
  public static ManagedChannel connect(String address, String key, boolean plaintext) {
    ManagedChannelBuilder<?> builder =
        ManagedChannelBuilder.forTarget(address)
            .defaultServiceConfig(serviceConfig())
            .enableRetry()
            .maxInboundMessageSize(MAX_MESSAGE);
    if (plaintext) {
      builder.usePlaintext();
    }
    if (!key.isEmpty()) {
      Metadata headers = new Metadata();
      headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
      builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
    return builder.build();
  }

  /** The reason of an error, such as NOT_A_TRANSCRIPT: what to branch on; else empty. */
  public static String reason(StatusRuntimeException error) {
    Status status = StatusProto.fromThrowable(error);
    if (status == null) {
      return "";
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return detail.unpack(ErrorInfo.class).getReason();
        } catch (InvalidProtocolBufferException e) {
          return "";
        }
      }
    }
    return "";
  }

  @SuppressWarnings("unchecked")
  private static Map<String, ?> serviceConfig() {
    try (Reader in =
        new InputStreamReader(Callfacts.class.getResourceAsStream("service-config.json"), StandardCharsets.UTF_8)) {
      return new Gson().fromJson(in, Map.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
