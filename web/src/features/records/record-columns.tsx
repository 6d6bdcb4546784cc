import type { RecordHit, RecordLine } from '#http/contract/records.ts'
import { CrmLink } from '../../components/crm-link.tsx'
import type { Column } from '../../components/data-table.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { RecordLink } from './record-link.tsx'
import classes from './records.module.css'
import { KIND_NAMES, STATE_WORDS } from './words.ts'

/** What a record is called, whatever is known of it. */
export const titleWords = ({ name, email, kind }: Pick<RecordLine, 'name' | 'email' | 'kind'>): string =>
  name ?? email ?? `${KIND_NAMES[kind].one} without a name`

/** One record of each object; HubSpot calls objects in the plural. */
const HUBSPOT_OBJECTS: Readonly<Record<string, string>> = {
  contacts: 'Contact',
  companies: 'Company',
  deals: 'Deal',
  tasks: 'Task',
  campaigns: 'Campaign',
}

const merged = (row: RecordLine | RecordHit) => ('mergedInto' in row ? row.mergedInto : null)

/** Lines of the search and of the list alike. */
const RECORD_COLUMNS: readonly Column<RecordLine | RecordHit>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    sortedAs: 'name',
    width: '24%',
    narrow: 'title',
    cell: (row) => {
      const into = merged(row)
      return (
        <div>
          <RecordLink link={row.link}>{titleWords(row)}</RecordLink>
          <div className={classes['small']}>{KIND_NAMES[row.kind].one}</div>
          {into === null ? null : (
            <div className={classes['small']}>
              merged into <RecordLink link={into.link}>{into.name ?? 'another record'}</RecordLink>
            </div>
          )}
        </div>
      )
    },
  },
  { id: 'company', header: 'Company', cell: (row) => row.company ?? '–' },
  { id: 'email', header: 'E-mail', cell: (row) => row.email ?? '–' },
  {
    id: 'hubspot',
    header: 'HubSpot',
    cell: ({ hubspot }) =>
      hubspot === null ? (
        '–'
      ) : (
        <span className={classes['id']} title={`id ${hubspot.id}`}>
          <CrmLink side="hubspot" href={hubspot.url} label={HUBSPOT_OBJECTS[hubspot.object] ?? hubspot.object} />
        </span>
      ),
  },
  {
    id: 'salesforce',
    header: 'Salesforce',
    cell: ({ salesforce }) =>
      salesforce === null ? (
        '–'
      ) : (
        <div className={classes['id']} title={`id ${salesforce.id}`}>
          <CrmLink side="salesforce" href={salesforce.url} label={salesforce.object} />
        </div>
      ),
  },
  {
    id: 'state',
    header: 'State',
    width: 120,
    cell: ({ state }) => <StatusBadge tone={STATE_WORDS[state].tone}>{STATE_WORDS[state].name}</StatusBadge>,
  },
  {
    id: 'since',
    header: 'Linked',
    sort: 'joined',
    sortedAs: 'time',
    cell: ({ since }) => <When at={since} as="date" />,
  },
]

const OF_PEOPLE: ReadonlySet<string> = new Set(['company', 'email'])

/** Companies, deals, tasks and campaigns have neither company nor e-mail of their own. @param kind undefined: all kinds. */
export const recordColumns = (kind: RecordLine['kind'] | undefined): typeof RECORD_COLUMNS =>
  kind === undefined || kind === 'person' ? RECORD_COLUMNS : RECORD_COLUMNS.filter(({ id }) => !OF_PEOPLE.has(id))
