import * as z from 'zod'
import { URGENCIES } from '#domain/handoff/config.ts'
import { condition } from '../field-maps.ts'

const behaviour = z
  .strictObject({
    property: z.string().min(1).describe('HubSpot date property, such as recent_conversion_date.'),
    withinDays: z.number().positive().describe('It lies at most so many days back.'),
  })
  .describe('Something the person did lately.')

/** Who counts as a lead for sales, how urgent, which pool gets it. */
export const handover = z
  .array(
    z.strictObject({
      id: z.string().min(1),
      name: z.string().optional(),
      version: z.int().positive().default(1).describe('Raise it with every change; stored with each handoff.'),
      when: z.array(condition).default([]),
      behaviour: z.array(behaviour).default([]),
      score: z
        .strictObject({ property: z.string().min(1), atLeast: z.number() })
        .nullable()
        .default(null)
        .describe('A number property that must be at least so much.'),
      urgency: z.enum(URGENCIES).default('normal'),
      urgencyWhen: z
        .array(
          z
            .strictObject({
              urgency: z.enum(URGENCIES),
              when: z.array(condition).default([]),
              behaviour: z.array(behaviour).default([]),
            })
            .refine(({ when, behaviour: done }) => when.length + done.length > 0, {
              error: 'say when: conditions under when, or behaviour',
            }),
        )
        .default([])
        .describe('Urgency by condition; the first that holds counts, before urgency.'),
      pool: z.string(),
      policy: z.string().nullable().default(null).describe('SLA policy by id; else the first whose conditions hold.'),
      nextStep: z.string().default('Call, then write.'),
    }),
  )
  .min(1)

/** How sales answers in Salesforce, and what becomes of who is given back. */
export const feedback = z
  .strictObject({
    acceptedStatuses: z.array(z.string()).default([]).describe('Lead Status values that mean: somebody works on it.'),
    qualifiedStatuses: z.array(z.string()).default([]),
    rejectedStatuses: z.array(z.string()).default([]).describe('Lead Status values that mean: given back.'),
    reasonField: z.string().default('Tandem_Rejection_Reason__c'),
    defaultReason: z.string().min(1).default('No reason given'),
    returnAfterDays: z.number().positive().nullable().default(90),
    returnAfterDaysByReason: z.record(z.string(), z.number().positive().nullable()).default({}),
    recycleStage: z.string().default('lead'),
    recycleOwner: z.string().nullable().default(null),
    reopenedStatus: z.string().default('Open - Not Contacted'),
    closesTask: z.boolean().default(false),
  })
  .prefault({})
