import * as z from 'zod'
import type { PairSettings } from '#domain/config.ts'
import { fieldMaps } from '../field-maps.ts'

const pairSettings = (create: PairSettings['create']) =>
  z.strictObject({
    enabled: z.boolean().default(false),
    create: z.enum(['none', 'to-salesforce', 'to-hubspot', 'both']).default(create),
    deletes: z.enum(['keep', 'delete']).default('keep'),
    recordType: z.string().nullable().default(null),
  })

/** HubSpot campaigns have no unique property, so one made there could not be told from its double after a crash. */
const campaignSettings = pairSettings('none').extend({
  create: z
    .enum(['none', 'to-salesforce'], {
      error: 'campaigns can be made in Salesforce only: none or to-salesforce',
    })
    .default('none'),
})

/** Object pairs besides people and deals. */
export const pairs = z
  .strictObject({
    'company-account': pairSettings('none').prefault({}),
    'task-task': pairSettings('none').prefault({}),
    'campaign-campaign': campaignSettings.prefault({}),
  })
  .prefault({})

/** Field maps by object pair; they override the default maps one by one. */
export const fields = z
  .strictObject({
    'contact-lead': fieldMaps.default([]),
    'contact-contact': fieldMaps.default([]),
    'company-account': fieldMaps.default([]),
    'deal-opportunity': fieldMaps.default([]),
    'task-task': fieldMaps.default([]),
    'campaign-campaign': fieldMaps.default([]),
  })
  .prefault({})
