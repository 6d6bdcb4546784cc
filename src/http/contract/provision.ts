import * as z from 'zod'
import { connectionContract } from './contract.ts'
import { count, instant } from './primitives.ts'

const side = z.enum(['hubspot', 'salesforce'])

const step = z.strictObject({
  state: z
    .enum(['present', 'missing', 'made', 'invisible'])
    .meta({ description: 'invisible: it exists, and Tandem may not see or write it' }),
  what: z.string(),
  detail: z.string(),
})
export type ProvisionStepView = z.infer<typeof step>

const problem = z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() })

const looked = z.strictObject({
  steps: z.array(step).nullable().meta({ description: 'null: it could not be looked; `problem` says why' }),
  missing: count.meta({ description: 'Steps that are missing or invisible' }),
  problem: problem.nullable(),
})
export type ProvisionSideView = z.infer<typeof looked>

const run = z
  .strictObject({
    id: z.string(),
    state: z.enum(['running', 'done', 'failed']),
    startedAt: instant,
    startedBy: z.string(),
    sides: z.array(side),
    steps: z.array(step.extend({ side })).meta({ description: 'What was made so far; once it is done, all steps' }),
    problem: problem.nullable().meta({ description: 'Why it failed; what was made until then stays' }),
  })
  .meta({ id: 'ProvisionRun' })
export type ProvisionRunView = z.infer<typeof run>

export const readProvisionContract = connectionContract({
  name: 'readProvision',
  method: 'GET',
  path: '/provision',
  access: 'configure',
  tag: 'Configuration',
  summary: 'Which properties, fields and permissions of Tandem are missing in both CRMs',
  description:
    'Looked with the credentials that Tandem works with; they may be allowed to see less than an administrator’s. Writes nothing.',
  reply: z.strictObject({ lookedAt: instant, hubspot: looked, salesforce: looked }),
})

export const readProvisionRunContract = connectionContract({
  name: 'readProvisionRun',
  method: 'GET',
  path: '/provision/run',
  access: 'configure',
  tag: 'Configuration',
  summary: 'What becomes of making what was missing',
  description: 'Known to the server that was asked, because the credential is stored nowhere.',
  reply: z.strictObject({ run: run.nullable() }),
})

/** What goes into headers and forms: a line break or a blank in it would be a mistake of copying, or an attack. */
const secret = (words: string) =>
  z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{1,4000}$/, 'it has no blanks and no line breaks')
    .meta({ description: words })

const hubspot = z.strictObject({ token: secret('Service key or app token that may write property definitions') })

const salesforce = z.union([
  z.strictObject({
    clientId: secret('Consumer key of an External Client App whose Run-As user is an administrator'),
    clientSecret: secret('Its consumer secret'),
  }),
  z.strictObject({
    clientId: secret('Consumer key of an External Client App that takes JWT bearer'),
    username: secret('The administrator'),
    privateKey: z
      .string()
      .max(20_000)
      .regex(/^\s*-----BEGIN [A-Z ]*PRIVATE KEY-----[\sA-Za-z0-9+/=]+-----END [A-Z ]*PRIVATE KEY-----\s*$/, 'a PEM')
      .meta({ description: 'PEM of the RSA key whose certificate the app knows' }),
    audience: z
      .url({ protocol: /^https$/ })
      .max(200)
      .optional(),
  }),
])

export const applyProvisionContract = connectionContract({
  name: 'applyProvision',
  method: 'POST',
  path: '/provision',
  access: 'configure',
  tag: 'Configuration',
  summary: 'Make what is missing, with the credential of an administrator of each CRM that is to be changed',
  description:
    'Each credential is used for this alone; it is neither stored nor logged. Refused when it belongs to another account than the connection. Answers when the work has begun.',
  audit: 'connection.provision',
  secretBody: true,
  body: z
    .strictObject({
      hubspot: hubspot.optional(),
      salesforce: salesforce.optional(),
      assignTo: z
        .array(z.email().max(320))
        .max(20)
        .default([])
        .meta({ description: 'Salesforce usernames that get the permission set, besides who Tandem works as' }),
    })
    .refine((asked) => asked.hubspot !== undefined || asked.salesforce !== undefined, 'give a credential of one side'),
  reply: run,
})
