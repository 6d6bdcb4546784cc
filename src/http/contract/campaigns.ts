import * as z from 'zod'
import { count, currencyCode, minorUnits } from './primitives.ts'

/** Attribution models a reader can choose; the first is what he sees without choosing. */
export const ATTRIBUTION_MODELS = ['first_touch', 'last_touch', 'linear'] as const
export type AttributionModel = (typeof ATTRIBUTION_MODELS)[number]

export const attributionModel = z
  .enum(ATTRIBUTION_MODELS)
  .meta({ description: 'Which touches of a won deal get its revenue' })

/** Query of `GET /api/campaigns`. */
export const campaignsQuery = z.strictObject({ model: attributionModel.default(ATTRIBUTION_MODELS[0]) })

export const CAMPAIGN_FLAGS = ['cheap-but-barren'] as const

const outcomes = {
  leads: count.meta({ description: 'People handed over whose campaign at handover was this one' }),
  won: count,
  lost: count,
  open: count,
  revenueMinor: minorUnits.meta({ description: 'Closed-won revenue credited by the model, whole minor units' }),
}

const campaignRow = z.strictObject({
  name: z.string(),
  spendMinor: minorUnits,
  ...outcomes,
  cplMinor: minorUnits.nullable().meta({ description: 'Spend per lead, rounded half up; null without leads' }),
  roas: z.number().nullable().meta({ description: 'Revenue per unit of spend, 1.4 = 140 %; null without spend' }),
  costPerWonMinor: minorUnits.nullable().meta({ description: 'Spend per won deal; null without a won deal' }),
  flag: z
    .enum(CAMPAIGN_FLAGS)
    .nullable()
    .meta({ description: 'cheap-but-barren: CPL in the lowest third, ROAS below a quarter of the median' }),
})

/** Reply of `GET /api/campaigns`: what each campaign cost and what it brought. */
export const campaignTableSchema = z
  .strictObject({
    model: attributionModel,
    currency: currencyCode,
    rows: z.array(campaignRow).meta({ description: 'One per campaign, by name' }),
    unattributed: z.strictObject(outcomes).meta({
      description: 'Leads without a campaign, and revenue no touch could be credited with; all zero when none',
    }),
  })
  .meta({ id: 'CampaignTable', description: 'What each campaign cost and what it brought, under one model' })

export type CampaignTable = z.infer<typeof campaignTableSchema>
export type CampaignTableRow = z.infer<typeof campaignRow>
