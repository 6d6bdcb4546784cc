import type { Stage } from './stage.ts'

/** One call of Tandem in five goes wrong. */
export function spoil({ box }: Stage): void {
  const ours = { hubspot: '2026-03', salesforce: '67\\.0/(?!.*oauth)' } as const
  for (const crm of ['hubspot', 'salesforce'] as const) {
    const path = ours[crm]
    const rules = [
      { status: 500, rate: 0.04 },
      { status: 502, rate: 0.04, when: 'after' as const },
      { drop: true, rate: 0.03 },
      { drop: true, rate: 0.04, when: 'after' as const },
      // Never an answer: given up, whether it was carried out or not.
      { timeout: true, rate: 0.01 },
      { timeout: true, rate: 0.01, when: 'after' as const },
      { partial: 0.3, rate: 0.05 },
    ]
    for (const rule of rules) box[crm].faults.add({ path, ...rule })
  }
  box.hubspot.faults.add({ path: ours.hubspot, status: 429, rate: 0.03, headers: { 'retry-after': '1' } })
}
