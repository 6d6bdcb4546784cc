import type { ReactNode } from 'react'
import type { KnownRecord, Why } from '#http/contract/record.ts'
import { CrmLink } from '../../components/crm-link.tsx'
import { DataTable, loaded, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Panel } from '../../components/panel.tsx'
import { Value } from '../../components/value.tsx'
import { When } from '../../components/when.tsx'
import classes from './records.module.css'
import { WhyCell } from './why-cell.tsx'
import { originWords, SIDE_NAMES, STATE_WORDS } from './words.ts'

const ownColumns: readonly Column<Why>[] = [
  {
    id: 'field',
    header: 'Field',
    narrow: 'title',
    width: '28%',
    cell: ({ side, change }) => (
      <div>
        <div className={classes['field']}>{change.field}</div>
        <div className={classes['small']}>{SIDE_NAMES[side]}</div>
      </div>
    ),
  },
  {
    id: 'value',
    header: 'Value written last',
    width: '28%',
    cell: ({ change }) => (
      <div className={classes['value']}>{change.to === null ? 'blank' : <Value of={change.to} />}</div>
    ),
  },
  { id: 'why', header: 'Why', cell: (why) => <WhyCell why={why} of="tandem" /> },
]

/** How the two records were found to be one, what leads to them, and what Tandem writes beside the mappings. */
export function SyncPanels({ record }: { readonly record: KnownRecord }) {
  return (
    <div className={classes['stack']}>
      <Panel title="How the two are linked">
        <dl className={classes['facts']}>
          <Fact name="State">{STATE_WORDS[record.state].means}</Fact>
          <Fact name="Linked by">{originWords(record.origin)}</Fact>
          <Fact name="Linked on">
            <When at={record.since} as="date" />
          </Fact>
          <Fact name="Last read or written">
            {record.lookedAt === null ? 'not since it was linked' : <When at={record.lookedAt} />}
          </Fact>
          {(['hubspot', 'salesforce'] as const).map((side) => {
            const own = record[side]
            return (
              <Fact key={side} name={`${SIDE_NAMES[side]} ${own?.object ?? 'record'}`}>
                {own === null ? 'none' : <CrmLink side={side} href={own.url} label={own.id} />}
              </Fact>
            )
          })}
          <Fact name="Key">{record.key}</Fact>
          {record.adopted ? <Fact name="Adopted">Qualified before go-live: no lead, task or clock.</Fact> : null}
        </dl>
        {record.aliases.length === 0 ? null : (
          <>
            <p className={classes['small']}>Former ids that lead here, of merged or converted records:</p>
            <ul className={classes['list']}>
              {record.aliases.map(({ side, id }) => (
                <li key={`${side} ${id}`}>
                  {SIDE_NAMES[side]} {id}
                </li>
              ))}
            </ul>
          </>
        )}
      </Panel>
      <Panel
        title="What Tandem writes besides"
        note="Fields without a mapping: results for marketing, owner and key. The newest value of each."
      >
        <DataTable
          label="Fields written by Tandem’s own rules"
          columns={ownColumns}
          rowKey={({ side, change }) => `${side} ${change.field} ${change.rule}`}
          list={loaded(record.own)}
          empty={<EmptyNote title="Nothing yet" />}
        />
      </Panel>
    </div>
  )
}

export const Fact = (props: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{props.name}</dt>
    <dd>{props.children}</dd>
  </div>
)
