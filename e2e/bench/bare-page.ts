/** The floor of a page: as many buttons as a big room has seats, and one class that a tap toggles. No framework. */
import { createServer } from 'node:http';
import { listenLocally } from './listen.ts';

const columns = 25;
const sizePx = 40;

export function barePage(buttons: number): string {
  const seats = Array.from({ length: buttons }, (_, index) => {
    const left = (index % columns) * sizePx;
    const top = Math.floor(index / columns) * sizePx;
    return `<button data-testid="seat" style="left:${left}px;top:${top}px">${index + 1}</button>`;
  });
  return `<!doctype html>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>button{position:absolute;width:${sizePx - 4}px;height:${sizePx - 4}px;padding:0}.chosen{background:#0a0}</style>
${seats.join('\n')}
<script>document.body.addEventListener('click', (event) => event.target.classList.toggle('chosen'));</script>`;
}

export async function serveBarePage(buttons: number): Promise<{ url: string; close(): void }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(barePage(buttons));
  });
  const url = await listenLocally(server);
  return {
    url,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
