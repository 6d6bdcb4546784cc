import type { Transform } from '#domain/mapping/transform.ts'

type Unmapped =
  | 'keep'
  | 'park'
  | { readonly toSalesforce?: string | undefined; readonly toHubspot?: string | undefined }

/**
 * Both directions of one table. Where several HubSpot values share a Salesforce value, the first named comes back. Options of a
 * multi-picklist are looked up one by one: a key with ";" in it would name several of them, so such a table is taken whole.
 */
export function valueTable(
  values: Readonly<Record<string, string>>,
  unmapped: Unmapped = 'keep',
): { readonly toSalesforce: Transform; readonly toHubspot: Transform } {
  const back: Record<string, string> = {}
  for (const [hubspot, salesforce] of Object.entries(values)) back[salesforce] ??= hubspot
  const each = [...Object.keys(values), ...Object.values(values)].every((value) => !value.includes(';'))
  const step = (map: Readonly<Record<string, string>>, otherwise: string | undefined): Transform => ({
    kind: 'value-map',
    map,
    ...(each ? { each } : {}),
    ...(otherwise === undefined ? {} : { otherwise }),
    ...(unmapped === 'park' ? { unmapped } : {}),
  })
  return {
    toSalesforce: step(values, typeof unmapped === 'object' ? unmapped.toSalesforce : undefined),
    toHubspot: step(back, typeof unmapped === 'object' ? unmapped.toHubspot : undefined),
  }
}
