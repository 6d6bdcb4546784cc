import * as z from 'zod'
import { ALERT_KINDS } from '#domain/alerts/types.ts'
import { URGENCIES } from '#domain/handoff/config.ts'

/** Secrets stay out of the document: it names the variable that holds them. */
const fromEnv = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'name an environment variable, such as SLACK_SALES_URL: the address itself is a secret')

const channel = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('slack'), urlFrom: fromEnv }),
  z.strictObject({ type: z.literal('teams'), urlFrom: fromEnv }),
  z.strictObject({ type: z.literal('email'), to: z.array(z.email()).min(1) }),
  z.strictObject({ type: z.literal('webhook'), urlFrom: fromEnv, secretFrom: fromEnv }),
])

/** Who is told of what, and where. */
export const alerts = z
  .strictObject({
    channels: z.record(z.string().regex(/^[a-z0-9-]+$/), channel).default({}),
    rules: z
      .array(
        z.strictObject({
          on: z.array(z.enum(ALERT_KINDS)).min(1),
          to: z.array(z.string()).min(1).describe('Names of channels, owner or manager.'),
          urgency: z.array(z.enum(URGENCIES)).default([]),
        }),
      )
      .default([]),
    grouping: z
      .strictObject({
        windowSeconds: z.number().positive().default(60),
        most: z.int().positive().default(5),
      })
      .prefault({}),
    keepDays: z
      .int()
      .positive()
      .default(90)
      .describe('How long what was told, and what the ladder did, is kept; steps of clocks stay.'),
    templates: z.partialRecord(z.enum(ALERT_KINDS), z.string().min(1)).default({}),
  })
  .prefault({})
