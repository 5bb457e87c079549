/** What takes OTLP over HTTP, as OpenTelemetry's protocol says, and remembers what it was sent. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';

const AnyValue = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({ intValue: z.int() }),
  z.strictObject({ doubleValue: z.number() }),
]);
const attributes = z.array(z.strictObject({ key: z.string().min(1), value: AnyValue }));
const traceId = z.string().regex(/^(?!0{32})[0-9a-f]{32}$/);
const spanId = z.string().regex(/^(?!0{16})[0-9a-f]{16}$/);
const time = z.string().regex(/^[1-9]\d{18}$/);

/** opentelemetry/proto/collector/trace/v1, in its JSON form. */
const ExportRequest = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes, droppedAttributesCount: z.int() }),
      schemaUrl: z.string().optional(),
      scopeSpans: z.array(
        z.strictObject({
          scope: z.strictObject({ name: z.string(), version: z.string() }),
          schemaUrl: z.string().optional(),
          spans: z.array(
            z.strictObject({
              traceId,
              spanId,
              parentSpanId: spanId.optional(),
              name: z.string().min(1),
              kind: z.int().min(1).max(5),
              startTimeUnixNano: time,
              endTimeUnixNano: time,
              attributes,
              droppedAttributesCount: z.literal(0),
              events: z.array(z.never()),
              droppedEventsCount: z.literal(0),
              status: z.strictObject({ code: z.int().min(0).max(2), message: z.string().optional() }),
              links: z.array(z.strictObject({ traceId, spanId, attributes, droppedAttributesCount: z.literal(0), flags: z.int() })),
              droppedLinksCount: z.literal(0),
              flags: z.int(),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** A span that came. Times are ns since 1970. */
export type Received = {
  readonly service: string;
  readonly resource: Attributes;
  readonly trace: string;
  readonly span: string;
  readonly parent: string | undefined;
  readonly name: string;
  readonly kind: number;
  readonly began: bigint;
  readonly ended: bigint;
  readonly attributes: Attributes;
  readonly links: readonly { readonly trace: string; readonly span: string }[];
  readonly error: string | undefined;
};

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** take: as it should. fail: with 500. reset: the connection breaks. hang: it never answers. */
export type Manner = 'take' | 'fail' | 'reset' | 'hang';

export type ReceiverOptions = {
  /** Address at which it listens. */
  readonly at: string;
  /** Of its certificate, PEM; over HTTP without one. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Without exactly this it refuses. */
  readonly authorization: string;
};

export class OtlpReceiver implements AsyncDisposable {
  readonly spans: Received[] = [];
  /** Every request's body. */
  readonly bodies: Buffer[] = [];
  /** What of a request isn't as the protocol says, or what it hasn't to come with. */
  readonly wrong: string[] = [];
  manner: Manner = 'take';
  readonly #server: Server;
  readonly #options: ReceiverOptions;

  static async start(options: ReceiverOptions): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver(options);
    await once(receiver.#server.listen(0, options.at), 'listening');
    return receiver;
  }

  private constructor(options: ReceiverOptions) {
    this.#options = options;
    const listener: RequestListener = (request, response) => {
      this.#receive(request, response).catch((error: unknown) => this.wrong.push(String(error)));
    };
    this.#server = options.tls === undefined ? createServer(listener) : createSecureServer(options.tls, listener);
  }

  get endpoint(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `${this.#options.tls === undefined ? 'http' : 'https'}://${this.#options.at}:${port}`;
  }

  /** The spans of one trace. */
  of(trace: string): Received[] {
    return this.spans.filter((span) => span.trace === trace);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    if (this.manner === 'hang') return;
    if (this.manner === 'reset') return void request.socket.destroy();
    if (this.manner === 'fail') return void response.writeHead(500).end('{}');
    const { method, url, headers } = request;
    const asked = `${method} ${url} ${headers['content-type']}`;
    if (asked !== 'POST /v1/traces application/json') this.wrong.push(asked);
    if (headers.authorization !== this.#options.authorization) return void response.writeHead(401).end();
    this.bodies.push(body);
    for (const { resource, scopeSpans } of ExportRequest.parse(JSON.parse(body.toString())).resourceSpans)
      for (const { spans } of scopeSpans) this.spans.push(...spans.map((span) => receivedOf(span, valuesOf(resource.attributes))));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }
}

type SentSpan = z.infer<typeof ExportRequest>['resourceSpans'][number]['scopeSpans'][number]['spans'][number];

function receivedOf(span: SentSpan, resource: Attributes): Received {
  return {
    service: String(resource['service.name']),
    resource,
    trace: span.traceId,
    span: span.spanId,
    parent: span.parentSpanId,
    name: span.name,
    kind: span.kind,
    began: BigInt(span.startTimeUnixNano),
    ended: BigInt(span.endTimeUnixNano),
    attributes: valuesOf(span.attributes),
    links: span.links.map(({ traceId: trace, spanId: own }) => ({ trace, span: own })),
    error: span.status.code === 2 ? span.status.message : undefined,
  };
}

function valuesOf(given: z.infer<typeof attributes>): Attributes {
  return Object.fromEntries(given.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: z.infer<typeof AnyValue>): Attributes[string] {
  if ('stringValue' in value) return value.stringValue;
  if ('boolValue' in value) return value.boolValue;
  return 'intValue' in value ? value.intValue : value.doubleValue;
}
