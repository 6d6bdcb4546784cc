import type { FieldPairId, SyncConfig } from '#domain/config.ts'
import { PAIRS } from '#domain/objects/index.ts'
import { HUBSPOT_FIELDS } from '#domain/objects/own-field.ts'

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)]

/** HubSpot properties a pair needs: mapped, looked at by rules, and our own. */
export function hubspotFields(config: SyncConfig, pairs: readonly FieldPairId[]): readonly string[] {
  return unique(
    pairs.flatMap((id) => [
      ...PAIRS[id].reads.hubspot,
      ...config.fields[id].map((m) => m.hubspot),
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
  const extra = pair === 'deal-opportunity' ? [config.lossReasonField] : []
  return unique([...PAIRS[pair].reads.salesforce, ...config.fields[pair].map((m) => m.salesforce), ...extra])
}
