import type { IncomingMessage } from 'node:http';
import { Fault } from '@marquee/shared/errors';

/** The bytes as they came, for a signature over them; null where there are too many. What is too much is not kept. */
export function readRawBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= bytesMax) parts.push(part);
      else resolve(null);
    });
    request.on('end', () => resolve(Buffer.concat(parts)));
    request.on('error', (cause) => reject(new Fault('message-malformed', 'the body broke off', { cause })));
  });
}
