/**
 * The page of the simulated devices, /printer/: the papers that came out of the virtual printer, and the troubles that
 * printer and card reader can be given, so that every fault can be shown without hardware. Like every route of the
 * bridge it wants the page's cookie, and its own origin for a POST.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@marquee/shared/errors';
import { z } from 'zod';
import { devicePageScript, devicePageStyle } from './device-page-assets.ts';
import type { Printer } from './devices/printer.ts';
import { VirtualPrinter } from './devices/virtual-printer.ts';
import type { SimulatedReader } from './payment/simulated-reader.ts';
import type { BridgeAnswer, BridgeRequest, BridgeRoute } from './platform/bridge-files.ts';

export interface Devices {
  printer: Printer;
  /** Null where a real reader is connected. */
  simulatedReader: SimulatedReader | null;
  /** A device was given another state: the print queue asks the printer, the pages ask the terminal. */
  onChange(): void;
}

const printerActions = ['refill', 'two-slips', 'paper-out', 'open-cover', 'close-cover', 'unplug', 'plug-in'] as const;
const readerModes = ['approve', 'decline', 'timeout', 'lost-answer', 'unreachable'] as const;
const PrinterOrder = z.object({ action: z.enum(printerActions) });
const bankStates = ['there', 'away'] as const;
const cardKinds = ['chip', 'stripe'] as const;
const ReaderOrder = z.union([
  z.strictObject({ mode: z.enum(readerModes) }),
  z.strictObject({ bank: z.enum(bankStates) }),
  z.strictObject({ card: z.enum(cardKinds) }),
]);

/** Routes for the bridge, by prefix. Without simulated devices there is only the page, and it shows no buttons. */
export function makeDeviceRoutes(devices: Devices): Record<string, BridgeRoute> {
  return {
    '/printer/': (request) => routePrinter(devices, request),
    ...(devices.simulatedReader === null ? {} : { '/simulator/': (request) => routeReader(devices, request) }),
  };
}

async function routePrinter(devices: Devices, request: BridgeRequest): Promise<BridgeAnswer | null> {
  const { printer } = devices;
  const isVirtual = printer instanceof VirtualPrinter;
  if (request.method === 'POST') {
    if (!isVirtual || request.path !== 'trouble') return null;
    printerOrders[read(PrinterOrder, request.body).action](printer);
    devices.onChange();
    return json(await describeDevices(devices));
  }
  switch (request.path) {
    case '':
      return { contentType: 'text/html; charset=utf-8', body: drawPage(devices) };
    case 'page.css':
      return { contentType: 'text/css; charset=utf-8', body: devicePageStyle };
    case 'page.js':
      return { contentType: 'text/javascript; charset=utf-8', body: devicePageScript };
    case 'state':
      return json(await describeDevices(devices));
    default:
      return isVirtual ? showPaper(printer, request.path) : null;
  }
}

async function routeReader(devices: Devices, request: BridgeRequest): Promise<BridgeAnswer | null> {
  const { simulatedReader: reader } = devices;
  if (request.method !== 'POST' || request.path !== 'reader' || !reader) return null;
  const order = read(ReaderOrder, request.body);
  if ('mode' in order) reader.setMode(order.mode);
  else if ('bank' in order) reader.setBank(order.bank);
  else reader.setCard(order.card);
  devices.onChange();
  return json(await describeDevices(devices));
}

const printerOrders: Record<(typeof printerActions)[number], (printer: VirtualPrinter) => void> = {
  refill: (printer) => printer.refill(),
  'two-slips': (printer) => printer.setPaper(2),
  'paper-out': (printer) => printer.setPaper(0),
  'open-cover': (printer) => printer.setCover('open'),
  'close-cover': (printer) => printer.setCover('closed'),
  unplug: (printer) => printer.setReachable(false),
  'plug-in': (printer) => printer.setReachable(true),
};

/** The page's whole state, newest paper first. */
async function describeDevices({ printer, simulatedReader }: Devices): Promise<object> {
  const papers = printer instanceof VirtualPrinter ? await printer.papers() : [];
  return {
    printer: await describePrinter(printer),
    drawer: printer instanceof VirtualPrinter ? printer.drawerOpenings() : null,
    reader: simulatedReader && {
      mode: simulatedReader.mode(),
      bank: simulatedReader.bank(),
      card: simulatedReader.card(),
      stored: simulatedReader.stored().length,
      lost: simulatedReader.lost().length,
    },
    papers: papers
      .map(({ number, jobName, file, printedAtMs, codes }) => ({ number, jobName, file, printedAtMs, codes }))
      .reverse(),
  };
}

async function describePrinter(printer: Printer): Promise<object> {
  try {
    return { reachable: true, ...(await printer.status()) };
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    return { reachable: false, code: thrown.code };
  }
}

/** Only a file that the printer itself lists is ever read. */
async function showPaper(printer: VirtualPrinter, path: string): Promise<BridgeAnswer | null> {
  const name = /^papers\/(.+\.png)$/.exec(path)?.[1];
  const paper = (await printer.papers()).find(({ file }) => file === name);
  return paper ? { contentType: 'image/png', body: await readFile(join(printer.folder, paper.file)) } : null;
}

function read<S extends z.ZodType>(schema: S, body: string): z.infer<S> {
  try {
    const parsed = schema.safeParse(JSON.parse(body));
    if (parsed.success) return parsed.data;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new Fault('message-malformed', 'an order to a simulated device');
}

const json = (body: object): BridgeAnswer => ({ contentType: 'application/json', body: JSON.stringify(body) });

const words: Record<string, string> = {
  refill: 'New roll',
  'two-slips': 'Two slips left',
  'paper-out': 'Paper out',
  'open-cover': 'Open cover',
  'close-cover': 'Close cover',
  unplug: 'Unplug',
  'plug-in': 'Plug in',
  approve: 'Approves',
  decline: 'Declines',
  timeout: 'Never answers',
  'lost-answer': 'Charges, answer lost',
  unreachable: 'Unplugged',
  there: 'Bank answers',
  away: 'Bank unreachable',
  chip: 'Chip card',
  stripe: 'Stripe card',
};

function drawButtons(names: readonly string[], to: { url: string; field: string }): string {
  const draw = (name: string) =>
    `<button type="button" data-url="${to.url}" data-field="${to.field}" data-value="${name}">${words[name] ?? name}</button>`;
  return `<p class="buttons">${names.map(draw).join('')}</p>`;
}

const drawReaderButtons = (): string =>
  Object.entries({ mode: readerModes, bank: bankStates, card: cardKinds })
    .map(([field, names]) => drawButtons(names, { url: '/simulator/reader', field }))
    .join('');

function drawPage({ printer, simulatedReader }: Devices): string {
  const printerButtons =
    printer instanceof VirtualPrinter ? drawButtons(printerActions, { url: '/printer/trouble', field: 'action' }) : '';
  const drawer =
    printer instanceof VirtualPrinter
      ? '<section><h2>Cash drawer</h2><p id="drawer" role="status"></p><div id="drawer-box" aria-hidden="true"><i></i></div></section>'
      : '';
  const reader =
    simulatedReader === null
      ? ''
      : `<section><h2>Card reader</h2><p id="reader" role="status"></p>${drawReaderButtons()}</section>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Marquee devices</title><link rel="stylesheet" href="/printer/page.css"><script type="module" src="/printer/page.js"></script></head>
<body><header><h1>Devices</h1><section><h2>Printer</h2><p id="printer" role="status"></p>${printerButtons}</section>${drawer}${reader}</header>
<main id="papers" aria-label="Papers, newest first"></main></body></html>`;
}
