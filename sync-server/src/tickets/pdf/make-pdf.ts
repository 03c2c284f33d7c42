/** Draws a paper as a PDF: tagged for those who have it read to them (PDF/UA), with the letters it needs and no more. */
import PDFDocument from 'pdfkit';
import { words } from '../words/languages.ts';
import { drawGroupSheet, sheetSize, ticketsPerSheet } from './group-sheet.ts';
import type { Paper } from './paper.ts';
import type { Document, Pen } from './pen.ts';
import { drawTicketPage, ticketPageSize } from './ticket-page.ts';

/** In memory of its own, so that it can be handed to another thread. */
export async function makePdf(paper: Paper): Promise<Uint8Array<ArrayBuffer>> {
  const document = openDocument(paper);
  const chunks: Uint8Array[] = [];
  document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject));
  drawPages(document, paper);
  document.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

function openDocument(paper: Paper): Document {
  const say = words[paper.language];
  const name = paper.tickets.length === 1 ? say.ticket : say.tickets;
  return new PDFDocument({
    autoFirstPage: false,
    // None of the fonts that every reader has: each draws them in its own way, and only Latin.
    font: null as never,
    margin: 0,
    pdfVersion: '1.7',
    subset: 'PDF/UA' as never,
    tagged: true,
    lang: paper.language,
    displayTitle: true,
    info: {
      Title: `${name} ${paper.orderKey}: ${paper.title}`,
      Author: paper.cinema,
      Creator: 'Marquee',
      Producer: 'Marquee',
      CreationDate: new Date(paper.atMs),
    },
  });
}

function drawPages(document: Document, paper: Paper): void {
  const { direction } = words[paper.language];
  const root = document.struct('Document');
  document.addStructure(root);
  const addPage = (size: [number, number], draw: (pen: Pen) => void) => {
    document.addPage({ size, margin: 0 });
    const section = document.struct('Sect');
    root.add(section);
    draw({ document, direction, section });
    section.end();
  };
  if (paper.sheet === 'single')
    for (const ticket of paper.tickets) addPage(ticketPageSize, (pen) => drawTicketPage(pen, paper, ticket));
  else
    for (let from = 0; from < paper.tickets.length; from += ticketsPerSheet) {
      const some = paper.tickets.slice(from, from + ticketsPerSheet);
      addPage(sheetSize, (pen) => drawGroupSheet(pen, paper, some));
    }
  root.end();
}
