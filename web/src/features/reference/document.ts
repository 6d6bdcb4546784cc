import * as z from 'zod'

/** As much of an OpenAPI document as the page shows. */
export interface Schema {
  readonly $ref?: string | undefined
  readonly type?: string | readonly string[] | undefined
  readonly description?: string | undefined
  readonly enum?: readonly unknown[] | undefined
  readonly const?: unknown
  readonly format?: string | undefined
  readonly default?: unknown
  readonly examples?: readonly unknown[] | undefined
  readonly properties?: Readonly<Record<string, Schema>> | undefined
  readonly required?: readonly string[] | undefined
  readonly items?: Schema | undefined
  readonly anyOf?: readonly Schema[] | undefined
  readonly oneOf?: readonly Schema[] | undefined
  readonly additionalProperties?: unknown
}

const content = z.record(z.string(), z.object({ schema: z.custom<Schema>() }))
const operation = z.object({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string().optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema: z.custom<Schema>().optional(),
      }),
    )
    .optional(),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: content.optional() })),
  'x-permission': z.string(),
  'x-audit': z.string().optional(),
})
export type Operation = z.infer<typeof operation>

export const openApiSchema = z.object({
  info: z.object({ version: z.string() }),
  tags: z.array(z.object({ name: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.custom<Schema>()).default({}) }),
})
export type OpenApi = z.infer<typeof openApiSchema>

export interface Entry extends Operation {
  readonly method: string
  readonly path: string
}

/** All operations by tag, in the document's order; tags without any are left out. */
export function entriesByTag(document: OpenApi): readonly (readonly [string, readonly Entry[]])[] {
  const entries = Object.entries(document.paths).flatMap(([path, of]) =>
    Object.entries(of).map(([method, one]): Entry => ({ ...one, method: method.toUpperCase(), path })),
  )
  return document.tags
    .map(({ name }) => [name, entries.filter(({ tags }) => tags.includes(name))] as const)
    .filter(([, of]) => of.length > 0)
}

/** What a schema stands for; null: a name that the document does not have. */
export function resolved(schema: Schema, schemas: OpenApi['components']['schemas']): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : { description: schema.description, ...schemas[name] }
}

/** "string or null", "one of open, done", "list of Lead" */
export function typeWords(schema: Schema): string {
  const name = schema.$ref?.split('/').at(-1)
  if (name !== undefined) return name
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const either = schema.anyOf ?? schema.oneOf
  if (either !== undefined) return [...new Set(either.map(typeWords))].join(' | ')
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['any'])
  return types
    .map((type) =>
      type === 'array' ? `list of ${schema.items === undefined ? 'any' : typeWords(schema.items)}` : type,
    )
    .join(' | ')
}

/** A call of the operation from a command line. */
export function curlOf(
  entry: Entry,
  origin: string,
  connection: string,
  schemas: OpenApi['components']['schemas'],
): string {
  const path = entry.path
    .replace('{connection}', connection)
    .replaceAll(/\{(\w+)\}/g, (_all, name: string) => `<${name}>`)
  const body = entry.requestBody?.content['application/json']?.schema
  const lines = [
    `curl${entry.method === 'GET' ? '' : ` -X ${entry.method}`} '${origin}${path}'`,
    `  -H 'Authorization: Bearer <token>'`,
    ...(entry.method === 'GET' ? [] : [`  -H 'Idempotency-Key: <a unique text>'`]),
    ...(body === undefined
      ? []
      : [`  -H 'Content-Type: application/json'`, `  -d '${JSON.stringify(exampleOf(body, schemas, 0))}'`]),
  ]
  return lines.join(' \\\n')
}

const DEEPEST = 4

/** A value of that shape; required members only. */
export function exampleOf(given: Schema, schemas: OpenApi['components']['schemas'], depth: number): unknown {
  const schema = resolved(given, schemas)
  if (schema.examples?.[0] !== undefined) return schema.examples[0]
  if (schema.const !== undefined) return schema.const
  if (schema.enum?.[0] !== undefined) return schema.enum[0]
  if (schema.default !== undefined) return schema.default
  const [first] = schema.anyOf ?? schema.oneOf ?? []
  if (first !== undefined) return exampleOf(first, schemas, depth + 1)
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0]
  if (type === 'object' && depth < DEEPEST)
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([name]) => schema.required?.includes(name) === true)
        .map(([name, member]) => [name, exampleOf(member, schemas, depth + 1)]),
    )
  if (type === 'array') return []
  if (type === 'integer' || type === 'number') return 1
  if (type === 'boolean') return true
  if (type === 'null') return null
  return schema.format === 'date-time' ? '2026-03-02T09:30:00.000Z' : '…'
}
