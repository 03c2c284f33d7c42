/** Requests that a stranger might send, drawn from the very OpenAPI document that describes the right ones. */
import fc from 'fast-check';
import type { ApiRoute } from '../platform/api.ts';
import { describeApi } from '../platform/openapi.ts';

export interface DrawnRequest {
  operationId: string;
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: Json[];
  const?: Json;
  anyOf?: Schema[];
  oneOf?: Schema[];
  $ref?: string;
  minimum?: number;
  maximum?: number;
}
interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

/** What has broken other people's servers. */
const hostileTexts = [
  '',
  ' ',
  '0',
  '-1',
  '1e999',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  "' OR 1=1 --",
  '1; DROP TABLE booking',
  '{{7*7}}',
  '../../etc/passwd',
  '%00',
  '\u0000',
  '\u202e\ufeff',
  '\ud800',
  'é'.repeat(400),
  '🎬'.repeat(200),
  'x'.repeat(5000),
  '4294967296',
  '9007199254740993',
];
const hostileText = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 60 }));
const hostile: fc.Arbitrary<Json> = fc.oneof(
  hostileText,
  fc.constantFrom<Json>(null, true, -1, 0, 1.5, 2 ** 31, 2 ** 53, 1e308, [], {}, [[[[]]]], {
    constructor: { prototype: 1 },
  }),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);

/** Mostly as the schema has it, and now and then something else in some place. */
function drawValue(document: Document, schema: Schema, depth = 0): fc.Arbitrary<Json> {
  return fc.oneof({ weight: 6, arbitrary: drawRight(document, schema, depth) }, { weight: 1, arbitrary: hostile });
}

function drawRight(document: Document, schema: Schema, depth: number): fc.Arbitrary<Json> {
  if (schema.$ref) {
    const named = document.components?.schemas?.[schema.$ref.split('/').at(-1) ?? ''];
    return named ? drawValue(document, named, depth + 1) : hostile;
  }
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => drawValue(document, choice, depth + 1)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object' && depth < 6) return drawObject(document, schema, depth);
  if (type === 'array') return fc.array(drawValue(document, schema.items ?? {}, depth + 1), { maxLength: 4 });
  if (type === 'integer' || type === 'number') {
    const min = Math.ceil(Math.max(schema.minimum ?? 0, -1e6));
    return fc.integer({ min, max: Math.max(min, Math.floor(Math.min(schema.maximum ?? min + 50, min + 50))) });
  }
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  return fc.oneof(fc.constantFrom<Json>('1', 'Amélie', '+491701234567', 'a-key-of-12', '2026-11-25'), hostileText);
}

function drawObject(document: Document, schema: Schema, depth: number): fc.Arbitrary<Json> {
  const properties = Object.entries(schema.properties ?? {});
  const drawn = Object.fromEntries(properties.map(([name, of]) => [name, drawValue(document, of, depth + 1)]));
  const stranger = fc.option(fc.tuple(hostileText, hostile), { freq: 6 });
  return fc.tuple(fc.record(drawn, { requiredKeys: [] }), stranger).map(([record, extra]) => {
    const object = record as { [key: string]: Json };
    if (!extra) return object;
    return JSON.parse(JSON.stringify({ ...object, [extra[0]]: extra[1] })) as Json;
  });
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
/** A lone surrogate can't be written into a URL. */
const asUrlText = (text: string): string => encodeURIComponent(text.toWellFormed());

/** One arbitrary for each operation, so that each is asked equally often. */
export function drawRequests(routes: readonly ApiRoute[], token: string): Map<string, fc.Arbitrary<DrawnRequest>> {
  const document = JSON.parse(JSON.stringify(describeApi(routes))) as Document;
  const drawn = new Map<string, fc.Arbitrary<DrawnRequest>>();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations))
      drawn.set(operation.operationId, drawRequest(document, { path, method, operation, token }));
  }
  return drawn;
}

function drawRequest(
  document: Document,
  { path, method, operation, token }: { path: string; method: string; operation: Operation; token: string },
): fc.Arbitrary<DrawnRequest> {
  const named = (where: string) =>
    fc.record(
      Object.fromEntries(
        (operation.parameters ?? [])
          .filter((parameter) => parameter.in === where)
          .map(({ name, schema }) => [name, drawValue(document, schema)]),
      ),
      where === 'query' ? { requiredKeys: [] } : {},
    ) as fc.Arbitrary<Record<string, Json>>;
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const body = schema
    ? fc.oneof(
        { weight: 9, arbitrary: drawValue(document, schema).map((value) => JSON.stringify(value)) },
        { weight: 1, arbitrary: hostileText },
      )
    : fc.constant(undefined);
  return fc
    .tuple(named('path'), named('query'), body, fc.constantFrom('', token, `${token}x`, 'x'))
    .map(([params, query, text, bearer]) => {
      const at = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => asUrlText(textOf(params[name] ?? '')));
      const asked = Object.entries(query).map(([name, value]) => `${name}=${asUrlText(textOf(value))}`);
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': `fuzz-${(text ?? '').length}-12345` };
      return {
        operationId: operation.operationId,
        method: method.toUpperCase(),
        path: asked.length === 0 ? at : `${at}?${asked.join('&')}`,
        headers: bearer === '' ? headers : { ...headers, Authorization: `Bearer ${bearer}` },
        body: method === 'get' ? undefined : text,
      };
    });
}
