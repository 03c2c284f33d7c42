/** (p) Tickets as PDF that many ask for at once: how many a second, and how long nobody else gets an answer meanwhile. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePaper, type Paper } from '@marquee/sync-server/tickets/pdf/paper';
import { makePdfThread } from '@marquee/sync-server/tickets/pdf/pdf-thread';
import { openTicketFiles } from '@marquee/sync-server/tickets/pdf/ticket-files';
import { anOwnBooking } from '@marquee/sync-server/tickets/testing/own-tickets';
import { create, type Font } from 'fontkit';
import PDFDocument from 'pdfkit';
import QRCode from 'qrcode';
import { type Figure, formatNumber } from './figures.ts';
import { takeTurns } from './rounds.ts';

export interface TicketsMeasureOptions {
  rounds: number;
  /** Asked for at the same moment, two tickets each. */
  pdfs: number;
}

const warmUps = 1;
const leastShare = 0.8;
const blockMsBelow = 50;

interface Turn {
  perSecond: number;
  longestBlockMs: number;
}

export async function measureTickets({ rounds, pdfs }: TicketsMeasureOptions): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'marquee-tickets-'));
  const log = { warn: (context: object) => console.error(context) };
  const files = openTicketFiles({ dataDir, secret: new Uint8Array(32), draw: makePdfThread(), log });
  const bare = makeBare();
  let made = 0;
  const papers = () => Array.from({ length: pdfs }, () => aPaper(++made));
  const turns = await takeTurns<'floor' | 'ours', Turn>(
    { warmUps, counted: rounds },
    {
      floor: () => time(papers(), bare),
      ours: () => time(papers(), (paper) => files.read(paper)),
    },
  );
  rmSync(dataDir, { recursive: true });
  const perSecond = (all: readonly Turn[]) => all.map((turn) => turn.perSecond);
  const blocks = (all: readonly Turn[]) => all.map((turn) => turn.longestBlockMs);
  const longest = (all: readonly Turn[]) => [`longest ${formatNumber(Math.max(...blocks(all)))} ms`];
  const ours = 'drawn in a thread, kept as files that are synced to the disk';
  const floor = 'bare pdfkit here, left to right, its fonts read once';
  return [
    {
      title: `(p) tickets as PDF, ${pdfs} asked for at once`,
      unit: 'PDF/s',
      better: 'more',
      ours: { what: ours, rounds: perSecond(turns.ours) },
      floor: { what: floor, rounds: perSecond(turns.floor) },
      target: { of: 'ratio', atLeast: leastShare },
    },
    {
      title: '(p) the longest time in which nobody else is answered meanwhile',
      unit: 'ms',
      better: 'less',
      ours: { what: ours, rounds: blocks(turns.ours), notes: longest(turns.ours) },
      floor: { what: floor, rounds: blocks(turns.floor), notes: longest(turns.floor) },
      target: { of: 'value', below: blockMsBelow },
    },
  ];
}

const aPaper = (number: number): Paper =>
  makePaper(anOwnBooking({ booking: { order_key: `T0-${number}`, title: `The Long Interval ${number}` } }), {
    language: 'en',
    sheet: 'single',
    cancelMinutes: 30,
  });

async function time(papers: readonly Paper[], draw: (paper: Paper) => Promise<unknown>): Promise<Turn> {
  let lastMs = performance.now();
  let longestBlockMs = 0;
  const look = () => {
    const nowMs = performance.now();
    longestBlockMs = Math.max(longestBlockMs, nowMs - lastMs);
    lastMs = nowMs;
  };
  const looking = setInterval(look, 1);
  const startedMs = performance.now();
  await Promise.all(papers.map(draw));
  const seconds = (performance.now() - startedMs) / 1000;
  look();
  clearInterval(looking);
  return { perSecond: papers.length / seconds, longestBlockMs };
}

/** The same words and codes by pdfkit as its guide has it, but for fonts that were parsed before. */
function makeBare(): (paper: Paper) => Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  const open = (style: string) =>
    create(readFileSync(resolve(`@expo-google-fonts/noto-sans/${style}/NotoSans_${style}.ttf`))) as Font;
  const fonts = { regular: open('400Regular'), bold: open('700Bold') };
  return async (paper) => {
    const document = new PDFDocument({ autoFirstPage: false, margin: 0 });
    const ended = new Promise((done) => document.on('end', done));
    document.resume();
    for (const [name, font] of Object.entries(fonts)) document.registerFont(name, font as never);
    for (const ticket of paper.tickets) drawBarePage(document, paper, ticket);
    document.end();
    await ended;
  };
}

type Document = InstanceType<typeof PDFDocument>;

function drawBarePage(document: Document, paper: Paper, ticket: Paper['tickets'][number]): void {
  const [width, height] = [297.64, 419.53];
  document.addPage({ size: [width, height], margin: 0 });
  document.rect(0, 0, width, 126).fill('#161a2e');
  const place = ticket.place.flatMap(({ label, value }) => [label, value]);
  const small = [paper.cinema, paper.city, ticket.number, ...paper.facts, ticket.class, ticket.tax, paper.booked];
  const large = [paper.title, paper.day, paper.time, paper.venue, ...place, ticket.price, paper.orderKey];
  document.fillColor('#000000').font('regular').fontSize(7);
  small.forEach((text, at) => {
    document.text(text, 18, 20 + at * 9, { width: 262 });
  });
  document.text(paper.terms, 18, 370, { width: 262 });
  document.font('bold').fontSize(16);
  large.forEach((text, at) => {
    document.text(text, 150, 20 + at * 18, { width: 140 });
  });
  const { modules } = QRCode.create([{ data: ticket.code, mode: 'alphanumeric' }], { errorCorrectionLevel: 'M' });
  const unit = 2.65;
  for (let y = 0; y < modules.size; y++)
    for (let x = 0; x < modules.size; x++)
      if (modules.get(y, x)) document.rect(18 + x * unit, 240 + y * unit, unit, unit);
  document.fill();
}
