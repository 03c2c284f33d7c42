/** A line to a MariaDB server that a test can cut, silence, or answer on in the server's place. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface DatabaseLine {
  /** Of the database, by way of this line. */
  url: string;
  /** Whatever was sent arrives; nothing carries an answer any more. */
  cutAtCommit(): void;
  /** Nothing is carried, and nobody is told. */
  silence(): void;
  /** From now on whoever sends such a statement gets this error; the server gets the statement only with `deliver`. */
  answer(statement: RegExp, error: { errno: number; deliver: boolean }): void;
  /** How many statements such an answer was given to. */
  answered(): number;
  /** Ends all connections; nobody can open another one. */
  close(): void;
}

export async function openLine(url: string): Promise<DatabaseLine> {
  const { hostname, port } = new URL(url);
  let cut = false;
  let instead: { statement: RegExp; errno: number; deliver: boolean } | undefined;
  let answered = 0;
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    /** Given in the place of the real answer, once that has come: what the statement does has happened then. */
    let inItsPlace: Buffer | null = null;
    sockets.push(near, far);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.on('data', (data) => {
      if (instead?.statement.test(data.toString('latin1'))) {
        answered += 1;
        const packet = errorPacket(instead.errno);
        if (!instead.deliver) return near.write(packet);
        inItsPlace = packet;
      }
      far.write(data);
    });
    far.on('data', (data) => {
      if (cut) return near.destroy();
      // The real answer is one packet; the next may come with it.
      const from = inItsPlace ? data.readUIntLE(0, 3) + 4 : 0;
      if (inItsPlace) near.write(inItsPlace);
      inItsPlace = null;
      if (data.length > from) near.write(data.subarray(from));
    });
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const target = new URL(url);
  target.port = String((server.address() as AddressInfo).port);
  return {
    url: target.href,
    silence: () => {
      for (const socket of sockets) socket.pause();
    },
    cutAtCommit: () => {
      cut = true;
    },
    answer: (statement, error) => {
      instead = { statement, ...error };
    },
    answered: () => answered,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** The protocol's ERR packet, as the first answer to a command. */
function errorPacket(errno: number): Buffer {
  const payload = Buffer.from(`\xff..#HY000as a test wants it`, 'latin1');
  payload.writeUInt16LE(errno, 1);
  return Buffer.concat([Buffer.from([payload.length, 0, 0, 1]), payload]);
}
