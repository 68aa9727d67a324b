// OpenTelemetry traces, when an endpoint is configured: one span for each request, and one for each receipt's way until its
// last message is settled. No attribute holds a value of a message. Loaded only then; the only file that knows the SDK.
import {
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { findMessage, type SettledMessage, settledOfReceipt } from '../store/messages.ts';
import { isReceiptSettled } from '../store/receipts.ts';

/** Receipts whose way is followed at once; of more only the requests are traced. */
const MAX_FOLLOWED = 10_000;

/** A request as far as traces tell of it. */
export interface TracedRequest {
  readonly method: string;
  /** The route's pattern: never the address itself, which may hold an id that is personal. */
  readonly route: string;
  readonly header: (name: string) => string | undefined;
}

export interface Tracing {
  /** Runs a request in a span of its own, under the caller's when it says so in `traceparent`. */
  request(request: TracedRequest, work: () => Promise<Response>): Promise<Response>;
  /** Sends what is left, and ends. */
  stop(): Promise<void>;
}

/** Begins to trace. Spans that cannot be sent are dropped: a collector that is down holds nothing up. */
export function startTracing(sidecar: Sidecar, endpoint: string): Tracing {
  const { telemetry } = sidecar.config;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': telemetry.serviceName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(telemetry.samplePercent / 100) }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: endpoint }))],
  });
  provider.register();
  const tracer = provider.getTracer('crossdock');
  /** Spans of receipts, until their messages are settled, and the messages that have theirs. */
  const receipts = new Map<string, { span: Span; under: Context; told: Set<string> }>();

  const tellOf = ({ id, receipt_id, status, source, mapping, created_at }: SettledMessage): void => {
    const followed = receipts.get(receipt_id);
    if (followed === undefined || followed.told.has(id)) return;
    followed.told.add(id);
    const attributes = {
      'crossdock.message': id,
      'crossdock.status': status,
      'crossdock.source': source,
      'crossdock.mapping': mapping,
      'crossdock.workspace': sidecar.engine.workspace.version,
    };
    tracer.startSpan('message', { startTime: created_at, attributes }, followed.under).end();
  };

  // One commit may settle several messages and decode their receipt: which of them is told of first is not known.
  const endWhenSettled = (id: string): void => {
    const { connection } = sidecar.database;
    const followed = receipts.get(id);
    if (followed === undefined || !isReceiptSettled(connection, id)) return;
    for (const message of settledOfReceipt(connection, id)) tellOf(message);
    receipts.delete(id);
    followed.span.end();
  };

  const stopListening = sidecar.onChange(({ kind, id, status }) => {
    if (kind === 'receipt' && status === 'accepted') {
      if (receipts.size >= MAX_FOLLOWED) return;
      const span = tracer.startSpan('receipt', { kind: SpanKind.CONSUMER, attributes: { 'crossdock.receipt': id } });
      receipts.set(id, { span, under: trace.setSpan(context.active(), span), told: new Set() });
    } else if (kind === 'message') {
      const row = findMessage(sidecar.database.connection, id);
      if (row === undefined) return;
      tellOf({ ...row, status });
      endWhenSettled(row.receipt_id);
    } else if (kind === 'delivery') {
      tracer.startSpan('delivery', { attributes: { 'crossdock.destination': id, 'crossdock.status': status } }).end();
    }
    if (kind === 'receipt' && status === 'decoded') endWhenSettled(id);
  });

  return {
    async request({ method, route, header }, work) {
      const carrier = { traceparent: header('traceparent'), tracestate: header('tracestate') };
      const parent = propagation.extract(ROOT_CONTEXT, carrier);
      const attributes = { 'http.request.method': method, 'http.route': route };
      const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
      try {
        const response = await context.with(trace.setSpan(parent, span), work);
        span.setAttribute('http.response.status_code', response.status);
        if (response.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        return response;
      } catch (thrown) {
        // The code alone: messages of foreign errors may hold anything.
        span.setAttribute('error.type', (thrown as { code?: string }).code ?? 'internal');
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw thrown;
      } finally {
        span.end();
      }
    },
    async stop() {
      stopListening();
      for (const { span } of receipts.values()) span.end();
      await provider.shutdown();
    },
  };
}
