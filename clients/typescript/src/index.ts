// Client of callfacts over gRPC.

import {
  type CallOptions,
  ChannelCredentials,
  type Client,
  type ClientUnaryCall,
  credentials as grpcCredentials,
  InterceptingCall,
  type Interceptor,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';

import { MetricsServiceClient } from './callfacts/metrics/v1/metrics_service.js';
import { ParserServiceClient } from './callfacts/parser/v1/parser_service.js';
import { ErrorInfo } from './google/rpc/error_details.js';
import { Status } from './google/rpc/status.js';
import serviceConfig from './service-config.json' with { type: 'json' };

export * as metrics from './callfacts/metrics/v1/metrics_service.js';
export * as facts from './callfacts/metrics/v1/fact.js';
export * as parser from './callfacts/parser/v1/parser_service.js';
export * as transcripts from './callfacts/parser/v1/transcript.js';

/** Room for the largest transcript. */
const maxMessage = 128 << 20;

/** What to connect with. */
export interface Options {
  /** An API key, where the server asks for one. */
  key?: string;
  /** TLS; without it nothing is encrypted, which is for loopback. */
  credentials?: ChannelCredentials;
}

/** Clients of both services, which retry what may be repeated, with deadlines. */
export function connect(address = '127.0.0.1:8081', { key, credentials = grpcCredentials.createInsecure() }: Options = {}) {
  const options = {
    'grpc.service_config': JSON.stringify(serviceConfig),
    'grpc.max_receive_message_length': maxMessage,
    'grpc.max_send_message_length': maxMessage,
    interceptors: key ? [withKey(key)] : [],
  };
  return {
    parser: new ParserServiceClient(address, credentials, options),
    metrics: new MetricsServiceClient(address, credentials, options),
  };
}

function withKey(key: string): Interceptor {
  return (options, next) =>
    new InterceptingCall(next(options), {
      start(metadata, listener, go) {
        metadata.set('authorization', `Bearer ${key}`);
        go(metadata, listener);
      },
    });
}

type Unary<Request, Response> = (
  request: Request,
  metadata: Metadata,
  options: Partial<CallOptions>,
  callback: (error: ServiceError | null, response: Response) => void,
) => ClientUnaryCall;

/** The answer of a method as a promise: call(metrics, metrics.getFact, { name }). */
export function call<Request, Response>(
  client: Client,
  method: Unary<Request, Response>,
  request: Request,
  options: Partial<CallOptions> = {},
): Promise<Response> {
  return new Promise((resolve, reject) => {
    method.call(client, request, new Metadata(), options, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

/** The reason of an error, such as NOT_A_TRANSCRIPT: what to branch on. */
export function reason(error: unknown): string {
  const [raw] = (error as Partial<ServiceError>)?.metadata?.get('grpc-status-details-bin') ?? [];
  if (!Buffer.isBuffer(raw)) return '';
  const info = Status.decode(raw).details.find((d) => d.typeUrl.endsWith('/google.rpc.ErrorInfo'));
  return info ? ErrorInfo.decode(info.value).reason : '';
}
