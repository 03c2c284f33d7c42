import type { Calls } from './calls.ts';

export interface Report {
  id: number;
  kind: 'real' | 'drill';
  beganAtMs: number;
  endedAtMs: number;
  madeAtMs: number;
  terminals: number;
  soldSeats: number;
  stranded: number;
  refused: number | null;
  broken: number;
}
export interface ReportLine {
  terminal: number;
  name: string;
  role: string;
  beganAtMs: number;
  endedAtMs: number | null;
  offlineMs: number;
  sales: number;
  soldSeats: number;
  soldMinor: number;
  currency: string | null;
  stranded: number;
  refused: number | null;
  isBroken: boolean;
  drainMs: number | null;
}
export interface Outages {
  now: { terminal: number; name: string; role: string; beganAtMs: number; stranded: number; isDrill: boolean }[];
  drill: {
    id: string;
    minutes: number;
    orderedAtMs: number;
    by: string;
    terminals: { terminal: number; beganAtMs: number | null; endsAtMs: number | null }[];
  } | null;
  reports: Report[];
  next: string | null;
}
export interface Bundle {
  id: string;
  terminal: number;
  askedAtMs: number;
  by: string;
  state: 'waiting' | 'here' | 'never-came';
  receivedAtMs: number | null;
  bytes: number | null;
}

export const makeOutagesCalls = ({ get, order }: Calls) => ({
  outages: (cinema: number, cursor: string | null = null) =>
    get<Outages>(`/managed/cinemas/${cinema}/outages`, { cursor }),
  outageReport: (id: number) =>
    get<{ report: Report; by: string | null; lines: ReportLine[] }>(`/managed/outage-reports/${id}`),
  drill: (cinema: number, key: string, minutes: number) =>
    order<{ id: string; terminals: number[]; unheard: number[] }>(`/managed/cinemas/${cinema}/drills`, key, {
      minutes,
    }),
  bundles: (terminal: number) => get<{ bundles: Bundle[] }>(`/managed/terminals/${terminal}/support-bundles`),
  bundle: (id: string) => get<{ bundle: Bundle; text: string | null }>(`/managed/support-bundles/${id}`),
  askBundle: (terminal: number, key: string) =>
    order<{ id: string }>(`/managed/terminals/${terminal}/support-bundles`, key),
});
