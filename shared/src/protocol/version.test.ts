import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { protocolSchemaHashes, protocolVersion, protocolVersions } from './version.ts';

const folder = new URL('./', import.meta.url);

/** Every schema that a file of the protocol exports, also inside tables such as `calls`, by file and name. */
async function collectSchemas(): Promise<Map<string, z.ZodType>> {
  const schemas = new Map<string, z.ZodType>();
  const collect = (name: string, value: unknown) => {
    if (value instanceof z.ZodType) schemas.set(name, value);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) collect(`${name}.${key}`, inner);
    }
  };
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  for (const file of files) {
    const exported: Record<string, unknown> = await import(new URL(file, folder).href);
    for (const [name, value] of Object.entries(exported)) collect(`${file} ${name}`, value);
  }
  return schemas;
}

/** The same text for the same meaning: the order of fields in the source doesn't count. */
function describeSchemas(schemas: ReadonlyMap<string, z.ZodType>): string {
  const sortKeys = (key: string, value: unknown): unknown => {
    if (Array.isArray(value)) return key === 'required' ? value.toSorted() : value;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  const lines = [...schemas].map(([name, schema]) => `${name} ${JSON.stringify(z.toJSONSchema(schema), sortKeys)}`);
  return lines.sort().join('\n');
}

test('a changed schema needs a new protocol version', async () => {
  const text = describeSchemas(await collectSchemas());
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  if (hash !== protocolSchemaHashes[protocolVersion]) {
    throw new Error(
      `The schemas in shared/src/protocol are no longer those of protocol version ${protocolVersion}.\n` +
        'In shared/src/protocol/version.ts:\n' +
        `- where a terminal or server with version ${protocolVersion} may be in use: append the next number to ` +
        `protocolVersions and the line <number>: '${hash}' to protocolSchemaHashes, and keep the server able to ` +
        'speak the version before;\n' +
        `- where version ${protocolVersion} was never released: make its line ${protocolVersion}: '${hash}'.`,
    );
  }
});

test('the newest version is the one spoken, and every version has its hash', () => {
  expect(protocolVersions.at(-1)).toBe(protocolVersion);
  expect(Object.keys(protocolSchemaHashes).map(Number)).toEqual([...protocolVersions]);
});

test('the hash sees what the other side would notice, and not the order of fields in the source', () => {
  const describeOne = (schema: z.ZodType) => describeSchemas(new Map([['one', schema]]));
  const before = describeOne(z.object({ seatId: z.int().max(9), row: z.string() }));
  expect(describeOne(z.object({ row: z.string(), seatId: z.int().max(9) }))).toBe(before);
  expect(describeOne(z.object({ seatId: z.int().max(10), row: z.string() }))).not.toBe(before);
  expect(describeOne(z.object({ seatId: z.int().max(9), row: z.string().optional() }))).not.toBe(before);
  expect(describeOne(z.object({ seatId: z.int().max(9) }))).not.toBe(before);
});

test('the calls, the journal’s entries and the streams are all under the hash', async () => {
  const names = [...(await collectSchemas()).keys()];
  expect(names).toEqual(
    expect.arrayContaining(['calls.ts calls.hello.request', 'journal.ts SaleMade', 'streams.ts CinemaSnapshot']),
  );
});
