import { Button, Switch } from '@mantine/core'
import { useState } from 'react'
import type { Side } from '#domain/ids.ts'
import { type KnownRecord, type RecordField } from '#http/contract/record.ts'
import { readRecordNowContract, type LiveRecordReply } from '#http/contract/record-history.ts'
import { useRead } from '../../api/use-api.ts'
import { DataTable, loaded, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { CheckIcon, RefreshIcon } from '../../components/icons.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { Value as ValueWords } from '../../components/value.tsx'
import { When } from '../../components/when.tsx'
import { FieldHistory } from './field-history.tsx'
import classes from './records.module.css'
import { WhyCell } from './why-cell.tsx'
import { fieldName, quoted, reasonWords, ruleWords, SIDE_NAMES } from './words.ts'

type LiveField = LiveRecordReply['fields'][number]
interface Row {
  readonly field: RecordField
  readonly live: LiveField | null
}

const differs = ({ field, live }: Row): boolean => (live === null ? field.agrees === false : !live.agrees)

/** Both sides, field by field, with the sentence of why. */
export function FieldTable(props: {
  readonly record: KnownRecord
  readonly onlyDifferent: boolean
  readonly onOnlyDifferent: (only: boolean) => void
}) {
  const { record, onlyDifferent, onOnlyDifferent } = props
  const [asked, setAsked] = useState(false)
  const [history, setHistory] = useState<RecordField | null>(null)
  const live = useRead(readRecordNowContract, { params: { link: record.link } }, { when: asked })
  const now = asked && live.data !== undefined && !live.isPlaceholderData ? live.data : null
  const rows = record.fields.map((field): Row => ({
    field,
    live: now?.fields.find(({ map }) => map === field.map) ?? null,
  }))
  const shown = onlyDifferent ? rows.filter(differs) : rows
  return (
    <Panel
      title="Fields side by side"
      note={
        now === null ? (
          'As both sides held them when Tandem last compared them.'
        ) : (
          <>
            As both CRMs have them now, read <When at={now.at} />.
          </>
        )
      }
      actions={
        <div className={classes['controls']}>
          <Switch
            label="Only different"
            checked={onlyDifferent}
            onChange={(event) => onOnlyDifferent(event.currentTarget.checked)}
          />
          <Button
            variant="default"
            size="xs"
            leftSection={<RefreshIcon size={15} />}
            loading={live.isFetching}
            onClick={() => {
              if (asked) void live.refetch()
              setAsked(true)
            }}
          >
            {now === null ? 'Read live now' : 'Read again'}
          </Button>
        </div>
      }
    >
      {asked && live.error !== null ? (
        <ProblemNotice
          error={live.error}
          onRetry={() => void live.refetch()}
          meanwhile="Below are the values of the last comparison."
        />
      ) : null}
      {now === null ? null : <LiveNote live={now} />}
      <DataTable
        label="Fields"
        columns={columnsFor(setHistory)}
        rowKey={({ field }) => field.map}
        list={loaded(shown)}
        empty={
          <EmptyNote
            title={record.fields.length === 0 ? 'No field is mapped' : 'No field differs'}
            icon={<CheckIcon size={28} />}
          >
            {record.fields.length === 0
              ? 'Add fields of this kind of record under Mappings.'
              : 'Both sides say the same in every mapped field.'}
          </EmptyNote>
        }
      />
      <FieldHistory link={record.link} field={history} onClose={() => setHistory(null)} />
    </Panel>
  )
}

function columnsFor(onHistory: (field: RecordField) => void): readonly Column<Row>[] {
  return [
    {
      id: 'field',
      header: 'Field',
      narrow: 'title',
      width: '18%',
      cell: ({ field }) => (
        <div>
          <div className={classes['field']}>{fieldName(field)}</div>
          <div className={classes['small']}>{ruleWords(field.rule, field.direction)}</div>
        </div>
      ),
    },
    { id: 'hubspot', header: 'HubSpot', width: '22%', cell: (row) => <Value row={row} side="hubspot" /> },
    { id: 'salesforce', header: 'Salesforce', width: '22%', cell: (row) => <Value row={row} side="salesforce" /> },
    {
      id: 'why',
      header: 'Why',
      cell: ({ field, live }) => (
        <div>
          <WhyCell why={field.why} of="map" {...(field.why === null ? {} : { onHistory: () => onHistory(field) })} />
          {live === null ? null : <Next live={live} />}
        </div>
      ),
    },
  ]
}

function Value({ row, side }: { readonly row: Row; readonly side: Side }) {
  const { field, live } = row
  const value = live === null ? (field.values === null ? undefined : field.values[side]) : live[side]
  return (
    <div>
      <div className={classes['value']} data-side={side}>
        {value === undefined ? (
          <span className={classes['quiet']}>not compared yet</span>
        ) : value === null || value === '' ? (
          <span className={classes['quiet']}>blank</span>
        ) : (
          <ValueWords
            of={value}
            type={field[side].type}
            // The label that is known is that of the stored value.
            words={value === field.values?.[side] ? field[side].words : null}
          />
        )}
      </div>
      <div className={classes['small']}>{field[side].field}</div>
      <div className={classes['marks']}>
        {live?.changed.includes(side) === true ? <StatusBadge tone="plain">Changed since</StatusBadge> : null}
        {side === 'salesforce' && differs(row) ? <StatusBadge tone="warn">Differs</StatusBadge> : null}
      </div>
    </div>
  )
}

/** What the next sync makes of what it finds. */
function Next({ live }: { readonly live: LiveField }) {
  if (live.refusal !== null)
    return (
      <p className={classes['why']}>
        Next sync: cannot be written ({live.refusal === '' ? 'unknown form' : live.refusal}).
      </p>
    )
  if (live.conflict) return <p className={classes['why']}>Both sides changed: a person decides, see Problems.</p>
  if (live.next === null)
    return live.agrees ? null : <p className={classes['why']}>Next sync: stays as it is, by its rule.</p>
  return (
    <p className={classes['why']}>
      Next sync: writes {quoted(live.next.value)} to {SIDE_NAMES[live.next.to]} ({reasonWords(live.next.because)}).
    </p>
  )
}

function LiveNote({ live }: { readonly live: LiveRecordReply }) {
  const gone = (['hubspot', 'salesforce'] as const).filter((side) => live.modifiedAt[side] === null)
  return (
    <>
      {gone.map((side) => (
        <div key={side} className={classes['notice']} data-tone="bad" role="status">
          <h3>The record is not in {SIDE_NAMES[side]}</h3>
          <p>It was deleted there, merged into another one, or was never made.</p>
        </div>
      ))}
      <p className={classes['small']}>
        {[
          live.lifecycleStage === null ? null : `Lifecycle stage in HubSpot: ${live.lifecycleStage}`,
          live.salesforceStatus === null ? null : `status in Salesforce: ${live.salesforceStatus}`,
          live.owner === null ? null : `owner in Salesforce: ${live.owner.name ?? live.owner.id}`,
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
    </>
  )
}
