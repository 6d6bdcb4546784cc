import * as z from 'zod'
import { connectionContract, deploymentContract } from './contract.ts'
import { pageOf, pagingQuery } from './paging.ts'
import { count, instant } from './primitives.ts'

/** A sync config as it is written; its form is that of /api/config/schema and is checked apart. */
export const configDocument = z
  .looseObject({})
  .meta({ id: 'ConfigDocument', description: 'A sync config as JSON; GET /api/config/schema gives its form' })
export type ConfigDocument = z.infer<typeof configDocument>

const version = z.coerce.number().int().min(1)
const comment = z.string().trim().min(1, 'say what was changed, and why').max(500)

const versionHead = z.strictObject({
  version: count,
  author: z.string(),
  comment: z.string(),
  savedAt: instant,
  inForce: z.boolean().meta({ description: 'This is the version that Tandem works by' }),
})
export type ConfigVersionHead = z.infer<typeof versionHead>

const wholeVersion = versionHead.extend({
  document: configDocument,
  yaml: z.string().meta({ description: 'The same as YAML, for a file' }),
})

const change = z.strictObject({
  path: z.string().meta({ examples: ['fields.contact-lead.phone.rule'] }),
  where: z.array(z.string()).meta({ description: 'The path in words, from the whole to the part' }),
  what: z.enum(['added', 'removed', 'changed']),
  from: z.string().nullable().meta({ description: 'Plain values as they are, others as JSON; null: not there' }),
  to: z.string().nullable(),
  fromValue: z.unknown().optional().meta({ description: 'The same as it is written; absent: not there' }),
  toValue: z.unknown().optional(),
})
export type ConfigChange = z.infer<typeof change>
const changes = z.strictObject({ changes: z.array(change) })

const configProblem = z.strictObject({
  level: z.enum(['error', 'warning']).meta({ description: 'Errors keep a version from being saved' }),
  found: z.enum(['form', 'accounts']).meta({ description: 'In the document itself, or by asking both CRMs' }),
  path: z.string(),
  message: z.string(),
  remedy: z.string(),
})
export type ConfigProblem = z.infer<typeof configProblem>

export const readConfigContract = connectionContract({
  name: 'readConfig',
  method: 'GET',
  path: '/config',
  access: 'read',
  tag: 'Configuration',
  summary: 'The configuration that is in force',
  reply: wholeVersion.extend({
    unused: z
      .strictObject({ version: count, author: z.string(), why: z.string() })
      .nullable()
      .meta({ description: 'A newer version that this process cannot use; null: it works by the newest' }),
  }),
})

export const listConfigVersionsContract = connectionContract({
  name: 'listConfigVersions',
  method: 'GET',
  path: '/config/versions',
  access: 'read',
  tag: 'Configuration',
  summary: 'Versions of the configuration, newest first',
  description:
    'In this order alone: the newest is the one in force, and an older one is looked for from there, or by its number.',
  query: z.strictObject(pagingQuery),
  reply: pageOf(versionHead),
})

export const readConfigVersionContract = connectionContract({
  name: 'readConfigVersion',
  method: 'GET',
  path: '/config/versions/:version',
  access: 'read',
  tag: 'Configuration',
  summary: 'One version, as JSON and as YAML',
  params: z.strictObject({ version }),
  reply: wholeVersion,
})

export const diffConfigVersionsContract = connectionContract({
  name: 'diffConfigVersions',
  method: 'GET',
  path: '/config/diff',
  access: 'read',
  tag: 'Configuration',
  summary: 'What differs between two versions',
  query: z.strictObject({ from: version, to: version }),
  reply: changes,
})

export const diffConfigDraftContract = connectionContract({
  name: 'diffConfigDraft',
  method: 'POST',
  path: '/config/diff',
  access: 'read',
  audit: null,
  tag: 'Configuration',
  summary: 'What a document would change of a version',
  body: z.strictObject({ from: version, document: configDocument }),
  reply: changes,
})

/** Either form of a document. */
const against = z
  .enum(['form', 'accounts'])
  .default('accounts')
  .meta({ description: '`form`: the document alone, and no CRM is asked' })
const written = z
  .union([
    z.strictObject({ document: configDocument, against }),
    z.strictObject({ yaml: z.string().max(1_000_000), against }),
  ])
  .meta({ description: 'The document as JSON, or as the text of a YAML file' })

export const checkConfigContract = connectionContract({
  name: 'checkConfig',
  method: 'POST',
  path: '/config/check',
  access: 'configure',
  audit: null,
  tag: 'Configuration',
  summary: 'Check a document: its form, then against the live schemas of both CRMs; writes nothing',
  body: written,
  reply: z.strictObject({
    document: configDocument.nullable().meta({ description: 'As it was read; null: it is no YAML at all' }),
    problems: z.array(configProblem),
    canSave: z.boolean(),
  }),
})

export const saveConfigContract = connectionContract({
  name: 'saveConfig',
  method: 'POST',
  path: '/config/versions',
  access: 'configure',
  audit: 'config.save',
  tag: 'Configuration',
  summary: 'Save a document as a new version, which is in force at once',
  description: 'Refused with 422 while it has errors, and with 409 when somebody saved since `expectedVersion`.',
  body: z.strictObject({
    document: configDocument,
    comment,
    expectedVersion: version.meta({ description: 'The version that the document was made from' }),
  }),
  reply: z.strictObject({
    version: count,
    saved: z.boolean().meta({ description: 'false: the version in force says the same already' }),
    warnings: z.array(configProblem),
  }),
})

export const rollBackConfigContract = connectionContract({
  name: 'rollBackConfig',
  method: 'POST',
  path: '/config/roll-back',
  access: 'configure',
  audit: 'config.roll-back',
  tag: 'Configuration',
  summary: 'Put an older version into force again, as a new version',
  body: z.strictObject({ version, comment: comment.optional(), expectedVersion: version }),
  reply: z.strictObject({ version: count, saved: z.boolean(), warnings: z.array(configProblem) }),
})

export const readConfigSchemaContract = deploymentContract({
  name: 'readConfigSchema',
  method: 'GET',
  path: '/config/schema',
  access: 'signed-in',
  tag: 'Configuration',
  summary: 'The form of a sync config as JSON Schema, for editors',
  reply: z.looseObject({}),
})
