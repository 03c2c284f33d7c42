/** The OpenAPI 3.1 document of the mobile API, from the very schemas that check its requests. */
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type ApiRoute, limitDefaults, type Refusal, refusalsOf } from './api.ts';
import { problemType } from './problem.ts';

/** As RFC 9457 has it. */
export const ProblemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string().meta({ description: 'What it means, and what to do about it.' }),
    status: z.int(),
    code: z.string().meta({ description: 'Stable: to be compared with.' }),
    detail: z.string().optional(),
    requestId: z.string().meta({ description: 'What the log of the server calls this request.' }),
  })
  .meta({ id: 'Problem' });

export function describeApi(routes: readonly ApiRoute[]): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: describeRoute(route) };
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Marquee',
      version: '1.0.0',
      description:
        'The box office for moviegoers’ apps. Times are milliseconds since 1970 in UTC, money is in minor units of the currency beside it. Every error is application/problem+json with a stable code.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  });
  nameIntegers(document);
  return document;
}

const int32Max = 0x7fff_ffff;

/** A generated client takes an integer for one of 32 bits unless it is told: times in milliseconds are longer. */
function nameIntegers(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const schema = value as { type?: unknown; format?: string; minimum?: number; maximum?: number };
  if (schema.type === 'integer' && schema.format === undefined) {
    if ((schema.maximum ?? Number.POSITIVE_INFINITY) > int32Max) schema.format = 'int64';
    // What JavaScript can count to says nothing about the field.
    if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
    if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  }
  for (const inner of Object.values(value)) nameIntegers(inner);
}

function describeRoute(route: ApiRoute): ZodOpenApiOperationObject & Record<`x-${string}`, unknown> {
  const { operationId, tag, summary, description, authority, params, query, body, answer, files, idempotent } = route;
  const headers = idempotent
    ? z.object({
        'Idempotency-Key': z
          .string()
          .min(8)
          .max(64)
          .regex(/^[\w.:-]+$/)
          .meta({ description: 'Chosen and saved by the app before sending; a repeat with it gets the same answer.' }),
      })
    : undefined;
  return {
    operationId,
    tags: [tag],
    summary,
    description: [...(description === undefined ? [] : [description]), describeCaller(route)].join('\n\n'),
    'x-authority': authority,
    security: authority === 'anyone' ? [] : [{ accessToken: [] }],
    requestParams: {
      ...(params ? { path: params } : {}),
      ...(query ? { query } : {}),
      ...(headers ? { header: headers } : {}),
    },
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      [String(route.status ?? 200)]: {
        description: 'Done.',
        content: files ? describeFiles(files) : { 'application/json': { schema: answer } },
      },
      ...(route.cacheSeconds === undefined
        ? {}
        : { '304': { description: 'As If-None-Match names it: nothing has changed.' } }),
      ...describeProblems(route),
    },
  };
}

const callers: Record<ApiRoute['authority'], string> = {
  anyone: 'For anyone, without logging in',
  user: 'For whoever has logged in',
  manager: 'For managers and administrators',
  admin: 'For administrators',
};

function describeCaller({ authority, limit, method }: ApiRoute): string {
  const { requests, seconds } = limit ?? limitDefaults[method === 'get' ? 'get' : 'other'];
  const whose = authority === 'anyone' ? 'address' : 'account';
  return `${callers[authority]}. At most ${requests} requests in ${seconds} seconds from one ${whose}.`;
}

const describeFiles = (types: readonly string[]) =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' as const, format: 'binary' } }]));

function describeProblems(route: ApiRoute): ZodOpenApiOperationObject['responses'] {
  const byStatus = new Map<number, string[]>([
    [400, ['`message-malformed`: the request is not as described; `detail` names each wrong field.']],
    [429, ['`too-many-tries`: wait as long as Retry-After says.']],
    [
      503,
      [
        '`server-busy`, `database-busy`, `database-outcome-unknown` and the like: the same request again after Retry-After.',
      ],
    ],
  ]);
  const typed = new Map<number, z.ZodObject[]>();
  const add = (code: string, { status, title, extra }: Refusal) => {
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${title}`]);
    if (extra)
      typed.set(status, [...(typed.get(status) ?? []), ProblemSchema.extend({ code: z.literal(code), ...extra })]);
  };
  if (route.authority !== 'anyone') {
    add('token-refused', { status: 401, title: 'Log in, or refresh the session.' });
    add('access-refused', { status: 403, title: 'Not for this account.' });
  }
  if (route.idempotent) add('operation-reused', { status: 409, title: 'The key was used for another request before.' });
  for (const [code, refusal] of Object.entries(refusalsOf(route))) add(code, refusal);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, lines]) => [
        String(status),
        {
          description: lines.join('\n\n'),
          content: { [problemType]: { schema: z.union([...(typed.get(Number(status)) ?? []), ProblemSchema]) } },
        },
      ]),
  );
}
