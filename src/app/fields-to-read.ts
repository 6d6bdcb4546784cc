import type { FieldPairId, SyncConfig } from '#domain/config.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import { PAIRS } from '#domain/objects/index.ts'
import { HUBSPOT_FIELDS } from '#domain/objects/own-field.ts'

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)]

/** HubSpot properties a pair needs: mapped, looked at by rules, and our own. */
export function hubspotFields(config: SyncConfig, pairs: readonly FieldPairId[]): readonly string[] {
  return unique(
    pairs.flatMap((id) => [
      ...PAIRS[id].reads.hubspot,
      ...config.fields[id].flatMap((m) => [m.hubspot, ...(m.when === undefined ? [] : [m.when.property])]),
      ...config.fields[id].flatMap((m) => fallbackFields(m.toSalesforce)),
      ...HUBSPOT_FIELDS.filter((f) => f.object === PAIRS[id].hubspot).map((f) => f.name),
      ...(id === 'deal-opportunity'
        ? []
        : [
            config.campaignProperty,
            ...[...config.selection.conditions, ...config.handover.flatMap((c) => c.when)].map((c) => c.property),
          ]),
    ]),
  )
}

/** Salesforce fields a pair needs. */
export function salesforceFields(config: SyncConfig, pair: FieldPairId): readonly string[] {
  const fallbacks = config.fields[pair].flatMap((m) => fallbackFields(m.toHubspot))
  const extra = pair === 'deal-opportunity' ? [config.lossReasonField] : []
  return unique([
    ...PAIRS[pair].reads.salesforce,
    ...config.fields[pair].map((m) => m.salesforce),
    ...fallbacks,
    ...extra,
  ])
}

/** Other fields of the record that steps fill a blank from. */
const fallbackFields = (steps: readonly Transform[]): readonly string[] =>
  steps.flatMap((step) => {
    if (step.kind === 'fallback') return step.fields
    return step.kind === 'fallback-local-part' ? [step.field] : []
  })
