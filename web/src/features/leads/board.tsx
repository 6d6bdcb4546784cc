import { Button } from '@mantine/core'
import { useState } from 'react'
import { MOST_LEADS } from '#http/contract/lead-actions.ts'
import { BOARD_SORTS, downloadLeadsContract, listLeadsContract, VIEW_SORT } from '#http/contract/leads.ts'
import type { LeadChoices, LeadRow } from '#http/contract/leads.ts'
import { useList } from '../../api/use-api.ts'
import { CsvButton } from '../../components/csv-button.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { sortingOf } from '../../components/sorting.ts'
import { useMay } from '../../shell/use-session.ts'
import { countOf } from '../../format/numbers.ts'
import { columnsOf, moreOrdersOf, toneOf } from './board-columns.tsx'
import { BoardFilters } from './board-filters.tsx'
import type { Asking } from './lead-buttons.tsx'
import { LeadDialogs } from './lead-dialogs.tsx'
import { LeadDrawer } from './lead-drawer.tsx'
import { canAccept, canReject, isOwn, nameOf, VIEW_WORDS } from './lead-words.ts'
import { filterOf, isNarrowed, UNFILTERED } from './leads-search.ts'
import type { LeadsSearch, SetLeadsSearch } from './leads-search.ts'
import classes from './leads.module.css'
import { useSteadyRows } from './steady-rows.ts'
import type { LeadActions } from './use-lead-actions.tsx'
import { useLeadActions } from './use-lead-actions.tsx'

interface Props {
  readonly search: LeadsSearch
  readonly set: SetLeadsSearch
  readonly choices: LeadChoices | undefined
}

/** Leads by urgency, then deadline, or as it is asked; and what can be done to them. */
export function Board({ search, set, choices }: Props) {
  const whose = search.whose ?? (choices?.you.rep == null || choices.you.all ? 'all' : 'mine')
  const { query: order, sorting } = sortingOf(BOARD_SORTS, search, set, VIEW_SORT[search.view])
  const query = { ...filterOf(search, whose), view: search.view, ...order }
  const list = useList(
    listLeadsContract,
    { query },
    { when: choices !== undefined || search.whose !== undefined, everyMs: 60_000 },
  )
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState<Asking | null>(null)
  const steady = useSteadyRows(list, JSON.stringify(query), ({ id }) => id)
  const actions = useLeadActions(() => {
    setChosen(new Set())
    setAsking(null)
    steady.goOn()
  })
  const rep = choices?.you.rep?.id ?? null
  const mayWork = useMay('work-leads')
  const selected = (list.items ?? []).filter(({ id }) => chosen.has(id))
  const columns = columnsOf({ view: search.view, whose, actions, ask: setAsking, mayWork, rep, gone: steady.gone })
  return (
    <>
      <BoardFilters
        search={search}
        whose={whose}
        set={set}
        choices={choices}
        more={<CsvButton contract={downloadLeadsContract} input={{ query }} />}
      />
      <div className={classes['table']} {...steady.handlers}>
        {steady.fresh === 0 && steady.gone.size === 0 ? null : (
          <Moved fresh={steady.fresh} gone={steady.gone.size} onShow={steady.show} />
        )}
        <DataTable
          label="Leads"
          columns={columns}
          rowKey={({ id }) => id}
          list={{ ...list, items: steady.rows }}
          sorting={sorting}
          moreOrders={moreOrdersOf(whose, sorting.value.by)}
          empty={<Nothing search={search} whose={whose} set={set} />}
          onOpen={({ id }) => set({ lead: id }, 'push')}
          openKey={search.lead ?? null}
          tone={(lead) => (steady.gone.has(lead.id) ? 'quiet' : toneOf(lead))}
          nameOf={nameOf}
          {...(mayWork ? { selection: { keys: chosen, onChange: setChosen } } : {})}
        />
      </div>
      {selected.length === 0 ? null : (
        <BulkBar leads={selected} actions={actions} ask={setAsking} rep={rep} onClear={() => setChosen(new Set())} />
      )}
      <LeadDialogs asking={asking} choices={choices} actions={actions} onClose={() => setAsking(null)} />
      <LeadDrawer
        id={search.lead ?? null}
        onClose={() => set({ lead: undefined })}
        actions={actions}
        ask={setAsking}
        rep={rep}
      />
    </>
  )
}

/** Rows stay in place while somebody points at them. What happened meanwhile is told, and shown when asked for. */
function Moved(props: { readonly fresh: number; readonly gone: number; readonly onShow: () => void }) {
  const words = [
    props.fresh === 0 ? null : `${countOf(props.fresh, 'lead')} new`,
    props.gone === 0 ? null : `${countOf(props.gone, 'lead')} gone`,
  ]
  return (
    <div className={classes['moved']} role="status">
      {words.filter((one) => one !== null).join(', ')}
      <Button variant="light" size="compact-sm" onClick={props.onShow}>
        Show
      </Button>
    </div>
  )
}

/** What can be done to all that are chosen. */
function BulkBar(props: {
  readonly leads: readonly LeadRow[]
  readonly actions: LeadActions
  readonly ask: (asking: Asking) => void
  readonly onClear: () => void
  /** Salesforce user of the reader. */
  readonly rep: string | null
}) {
  const { leads, actions, ask } = props
  const mine = leads.filter(canReject).slice(0, MOST_LEADS)
  const open = mine.filter(canAccept)
  return (
    <div className={classes['bar']} role="region" aria-label="Chosen leads">
      <span className={classes['barWords']}>
        {countOf(leads.length, 'lead')} chosen
        {mine.length === leads.length ? '' : `, ${mine.length} of them yours to answer`}
      </span>
      <Button
        size="sm"
        disabled={open.length === 0}
        loading={actions.accept.isPending}
        onClick={() =>
          open.every((lead) => isOwn(lead, props.rep))
            ? actions.accept.mutate({ body: { ids: open.map(({ id }) => id) } })
            : ask({ what: 'accept', leads: open })
        }
      >
        Accept {open.length}
      </Button>
      <Button
        size="sm"
        variant="default"
        disabled={mine.length === 0}
        onClick={() => ask({ what: 'reject', leads: mine })}
      >
        Give back
      </Button>
      <Button
        size="sm"
        variant="default"
        disabled={mine.length === 0}
        onClick={() => ask({ what: 'reassign', leads: mine })}
      >
        Pass on
      </Button>
      <Button size="sm" variant="subtle" onClick={props.onClear}>
        Clear
      </Button>
    </div>
  )
}

function Nothing({ search, whose, set }: Pick<Props, 'search' | 'set'> & { readonly whose: string }) {
  if (search.view === 'todo' && !isNarrowed(search))
    return (
      <EmptyNote title={whose === 'mine' ? 'Nobody waits for your answer' : 'Nobody waits for an answer'}>
        New leads show up here by themselves, most important first.
      </EmptyNote>
    )
  return (
    <EmptyNote
      title={`No lead fits: ${VIEW_WORDS[search.view].toLowerCase()}`}
      action={
        <Button
          variant="default"
          onClick={() =>
            set({
              ...UNFILTERED,
              view: undefined,
              whose: 'all',
            })
          }
        >
          Show everybody who waits
        </Button>
      }
    />
  )
}
