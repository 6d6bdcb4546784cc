import type { SyncConfig } from '#domain/config.ts'
import type { Connector } from '#ports/connector.ts'
import type { SchemaProblem } from './problem.ts'
import { error, warning } from './problem.ts'

interface Named {
  readonly path: string
  readonly status: string
}

/** Lead Status values by which clocks stand still, and by which sales answers. */
const meant = ({ feedback, sla }: SyncConfig): readonly Named[] => [
  ...(['acceptedStatuses', 'qualifiedStatuses', 'rejectedStatuses'] as const).flatMap((list) =>
    feedback[list].map((status) => ({ path: `feedback.${list}`, status })),
  ),
  ...sla.flatMap(({ id, clocks }) =>
    clocks.flatMap(({ name, pausedIn }) => pausedIn.map((status) => ({ path: `sla.${id}.${name}.pausedIn`, status }))),
  ),
]

/**
 * Those of the named Lead Statuses that there are. The org's own table is asked: where the picklist is not restricted it says
 * nothing, and a word that nobody can choose would wait for ever.
 */
export async function namedStatuses(config: SyncConfig, salesforce: Connector): Promise<ReadonlySet<string>> {
  const names = [...meant(config).map(({ status }) => status), config.feedback.reopenedStatus]
  const values = [...new Set(names)]
  const rows = await salesforce.findBy({ object: 'LeadStatus', field: 'ApiName', values, fields: ['ApiName'] })
  return new Set(rows.flatMap(({ values: row }) => row['ApiName'] ?? []))
}

export function checkLeadStatuses(config: SyncConfig, there: ReadonlySet<string>): readonly SchemaProblem[] {
  const { reopenedStatus } = config.feedback
  return [
    ...meant(config)
      .filter(({ status }) => !there.has(status))
      .map(({ path, status }) =>
        error(
          path,
          `Salesforce has no Lead Status "${status}"`,
          'use the API name of one there is: Setup, Lead Status',
        ),
      ),
    // It has a default, which an org of other words need not know until a lead comes back.
    ...(there.has(reopenedStatus)
      ? []
      : [
          warning(
            'feedback.reopenedStatus',
            `Salesforce has no Lead Status "${reopenedStatus}"; a Lead that comes back would be given it`,
            'name the status of a new Lead: Setup, Lead Status',
          ),
        ]),
  ]
}
