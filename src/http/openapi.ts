import * as z from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi'
import { pathOf, TAGS, type Contract } from './contract/contract.ts'
import { problemSchema } from './contract/problem.ts'
import type { ApiRoute, RawRoute } from './route.ts'

/** Of the API, not of the program: raised when an operation changes so that its callers must. */
const API_VERSION = '1.0.0'

const DESCRIPTION = `Everything that Tandem's pages and its command line can do.

Whoever asks signs in (cookie) or sends an API token (\`Authorization: Bearer …\`). Every operation names the permission it needs
(\`x-permission\`). Failures are \`application/problem+json\` with a \`code\`, a message and a \`remedy\`. Changes take an
\`Idempotency-Key\`: sent twice with the same key, they happen once. Lists are paged by \`cursor\`. Changes by people are in the audit
log under \`x-audit\`.`

const PROBLEMS = {
  400: 'The request is wrong: `detail` says what',
  401: 'Nobody is signed in, and no valid token was sent',
  403: 'The role or token does not have the permission',
  404: 'There is no such thing, or it is kept from who asks',
  409: 'Something has changed since: look again',
  413: 'The body is too large',
  429: 'Asked too often: wait as `Retry-After` says',
} as const
type Failure = keyof typeof PROBLEMS

/** Which failures callers have to reckon with. */
const failuresOf = ({ access, method, body, params, of }: Contract): readonly Failure[] => [
  400,
  ...(access === 'public' ? [] : ([401] as const)),
  ...(access === 'public' || access === 'signed-in' ? [] : ([403] as const)),
  ...(of === 'connection' || Object.keys(params.shape).length > 0 ? ([404] as const) : []),
  ...(method === 'GET' ? [] : ([409] as const)),
  ...(isNothing(body) ? [] : ([413] as const)),
  429,
]

const isNothing = (schema: z.ZodType): boolean => schema.def.type === 'undefined'

const connectionParameter = z.string().meta({ description: 'Id of the connection, as GET /api/session lists it' })
const keyHeader = z
  .string()
  .max(200)
  .optional()
  .meta({ description: 'Sent again with the same key, the change happens once', examples: ['6f1c2a1e-retry'] })

/** `/api/connections/:connection/parked/:id` as `/api/connections/{connection}/parked/{id}`. */
const templateOf = (contract: Contract): string => pathOf(contract).replaceAll(/:(\w+)/g, '{$1}')

function operationOf(contract: Contract): ZodOpenApiOperationObject {
  const { of, params, query, body, reply, access, method } = contract
  const path = of === 'connection' ? z.strictObject({ connection: connectionParameter, ...params.shape }) : params
  const has = (schema: z.ZodObject): boolean => Object.keys(schema.shape).length > 0
  return {
    operationId: contract.name,
    tags: [contract.tag],
    summary: contract.summary,
    ...(contract.description === undefined ? {} : { description: contract.description }),
    requestParams: {
      ...(has(path) ? { path } : {}),
      ...(has(query) ? { query } : {}),
      ...(method === 'GET' || contract.secretBody === true
        ? {}
        : { header: z.object({ 'Idempotency-Key': keyHeader }) }),
    },
    ...(isNothing(body)
      ? {}
      : {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: { 'application/json': { schema: body } },
          },
        }),
    responses: responsesOf(contract, reply),
    security: access === 'public' ? [] : [{ session: [] }, { token: [] }],
    'x-permission': access,
    ...(contract.audit === null ? {} : { 'x-audit': contract.audit }),
  }
}

/** A file is its text; what the handler gives names it besides. */
const contentOf = ({ produces }: Contract, reply: z.ZodType) =>
  produces === undefined ? { 'application/json': { schema: reply } } : { [produces]: { schema: z.string() } }

const responsesOf = (contract: Contract, reply: z.ZodType): ZodOpenApiResponsesObject => ({
  ...(isNothing(reply)
    ? { '204': { description: 'Done' } }
    : { '200': { description: 'Done', content: contentOf(contract, reply) } }),
  ...Object.fromEntries(
    failuresOf(contract).map((status) => [
      String(status),
      { description: PROBLEMS[status], content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  ),
})

/** The document of these operations, OpenAPI 3.1. */
export function openApiOf(routes: readonly ApiRoute[]): ReturnType<typeof createDocument> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const { contract } of routes) {
    const template = templateOf(contract)
    paths[template] = { ...paths[template], [contract.method.toLowerCase()]: operationOf(contract) }
  }
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Tandem', version: API_VERSION, description: DESCRIPTION },
    servers: [{ url: '/', description: 'This server' }],
    tags: TAGS.map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'tandem_session',
          description: 'Set by signing in. Where people come by https it is called `__Host-tandem_session`',
        },
        token: { type: 'http', scheme: 'bearer', description: 'API token, made under Settings' },
      },
    },
  })
}

/** `GET /api/openapi.json`. Made when it is first asked for. */
export function openApi(routes: readonly ApiRoute[]): RawRoute {
  let text: string | undefined
  return {
    method: 'GET',
    path: '/api/openapi.json',
    access: 'signed-in',
    handle: (_deps, _req, res) => {
      text ??= JSON.stringify(openApiOf(routes))
      res.type('application/json').send(text)
    },
  }
}
