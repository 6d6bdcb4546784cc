import type { Instant } from '../instant.ts'
import type { Values } from '../mapping/value.ts'
import { fromMinorCanonical, roundHalfUpDiv } from '../money.ts'
import type { OwnField } from '../objects/own-field.ts'
import { formatInstant } from '../time.ts'
import type { Figures } from './metrics.ts'

/** The object of HubSpot that the figures are about. */
export const FIGURE_OBJECT = 'campaigns'

const figure = (
  name: string,
  label: string,
  type: OwnField['type'],
  description: string,
  scale?: number,
): OwnField => ({
  object: FIGURE_OBJECT,
  name: `tandem_${name}`,
  label: `Tandem: ${label}`,
  description,
  type,
  ...(scale === undefined ? {} : { scale }),
})

const AS_OF = 'tandem_as_of'

/** What marketers read, filter and report on of each campaign. Blank: n/a, because there is nothing to divide by. */
export const FIGURE_FIELDS = [
  figure('spend', 'spend', 'number', 'What the campaign cost, in the currency of Salesforce.', 2),
  figure('leads', 'leads', 'number', 'People whom the campaign brought.'),
  figure('cpl', 'cost per lead', 'number', 'Spend per lead; empty without leads.', 2),
  figure('mqls', 'MQLs', 'number', 'Leads of the campaign that marketing qualified.'),
  figure('sqls', 'SQLs', 'number', 'Leads of the campaign that sales accepted.'),
  figure('opportunities', 'opportunities', 'number', 'Opportunities of the campaign, in parts of its credit.', 2),
  figure('won', 'won opportunities', 'number', 'Won opportunities of the campaign, in parts of its credit.', 2),
  figure('revenue', 'attributed revenue', 'number', 'Closed-won revenue credited to the campaign, less refunds.', 2),
  figure('roas', 'ROAS', 'number', 'Revenue for each 1 spent: 1.4 means 140 %; empty without spend.', 4),
  figure('cost_per_opportunity', 'cost per opportunity', 'number', 'Spend per opportunity; empty without any.', 2),
  figure('model', 'attribution model', 'text', 'The model by which revenue and opportunities are credited.'),
  figure('as_of', 'figures as of', 'datetime', 'When these figures last changed; every look since found the same.'),
] as const satisfies readonly OwnField[]

/** The one with which a portal is tried: every campaign has it, and never blank. */
export const PROBE_FIELD = 'tandem_spend'

/** Where figures are kept in a custom object: one record for each campaign, made once by its id. */
export const FIGURE_KEY = 'campaign_id'
export const FIGURE_NAME = 'campaign_name'
/** What names the campaign there: HubSpot does not say that custom objects can be associated with campaigns. */
export const FIGURE_NAMING = [
  {
    object: FIGURE_OBJECT,
    name: FIGURE_KEY,
    label: 'Campaign id',
    description: 'Id (GUID) of the HubSpot campaign. Unique: one record for each campaign.',
    type: 'text',
    unique: true,
  },
  {
    object: FIGURE_OBJECT,
    name: FIGURE_NAME,
    label: 'Campaign',
    description: 'Name of the HubSpot campaign.',
    type: 'text',
  },
] as const satisfies readonly OwnField[]

export type ShownFigures = Pick<
  Figures,
  | 'spendMinor'
  | 'leads'
  | 'cplMinor'
  | 'mqls'
  | 'sqls'
  | 'opportunities'
  | 'won'
  | 'revenueMinor'
  | 'roasPercent'
  | 'costPerOpportunityMinor'
>

/** The figures as they are written, but for their date. Numbers are plain decimals in major units, n/a is blank. */
export function figureValues(
  figures: ShownFigures,
  about: { readonly currency: string; readonly model: string },
): Values {
  const money = (minor: bigint | null): string | null =>
    minor === null ? null : fromMinorCanonical(minor, about.currency)
  return {
    tandem_spend: money(figures.spendMinor),
    tandem_leads: String(figures.leads),
    tandem_cpl: money(figures.cplMinor),
    tandem_mqls: String(figures.mqls),
    tandem_sqls: String(figures.sqls),
    tandem_opportunities: hundredths(figures.opportunities),
    tandem_won: hundredths(figures.won),
    tandem_revenue: money(figures.revenueMinor),
    tandem_roas: figures.roasPercent === null ? null : decimal(BigInt(Math.round(figures.roasPercent * 100)), 4),
    tandem_cost_per_opportunity: money(figures.costPerOpportunityMinor),
    tandem_model: about.model,
  }
}

/** Of a campaign that cannot be told apart from another: nothing is claimed of it. */
export const NO_FIGURES: Values = Object.fromEntries(
  FIGURE_FIELDS.flatMap(({ name }) => (name === AS_OF ? [] : [[name, null]])),
)

const hundredths = (millionths: bigint): string => decimal(roundHalfUpDiv(millionths, 10_000n), 2)

/** An integer of small units as a plain decimal without trailing zeros. */
function decimal(units: bigint, scale: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const fraction = text.slice(-scale).replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${text.slice(0, -scale)}${fraction === '' ? '' : `.${fraction}`}`
}

/**
 * What has to be written of a campaign, or null: its date alone is no news.
 * @param written as it was written last; undefined: never.
 */
export function figureChange(wanted: Values, written: Values | undefined, now: Instant): Values | null {
  const changed = Object.entries(wanted).filter(([name, value]) => (written?.[name] ?? null) !== value)
  if (changed.length === 0) return null
  const isCleared = Object.values(wanted).every((value) => value === null)
  return { ...Object.fromEntries(changed), [AS_OF]: isCleared ? null : formatInstant(now) }
}
