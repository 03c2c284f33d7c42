import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What Prometheus reads at GET /metrics. A registry of its own, so that two servers in one process don't mix. */
export interface Metrics {
  registry: Registry;
  httpSeconds: Histogram<'method' | 'route' | 'status'>;
  /** By fault code: what went wrong, however it was answered. */
  faults: Counter<'code'>;
}

export function makeMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const httpSeconds = new Histogram({
    name: 'marquee_http_seconds',
    help: 'Duration of HTTP requests by route',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const faults = new Counter({
    name: 'marquee_faults_total',
    help: 'Faults by code',
    labelNames: ['code'] as const,
    registers: [registry],
  });
  return { registry, httpSeconds, faults };
}
