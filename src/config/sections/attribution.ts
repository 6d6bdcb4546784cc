import * as z from 'zod'
import { MODEL_NAMES } from '#domain/attribution/models/index.ts'

/** Which models are computed, and which is shown first. */
export const attribution = z
  .strictObject({
    models: z.array(z.enum(MODEL_NAMES)).min(1).default(['first_touch', 'last_touch', 'linear']),
    defaultModel: z.enum(MODEL_NAMES).default('linear'),
    lookbackDays: z.int().positive().nullable().default(null),
  })
  .prefault({})
