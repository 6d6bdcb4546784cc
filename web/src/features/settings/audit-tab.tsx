import { Button, Select, Text, TextInput } from '@mantine/core'
import * as z from 'zod'
import { addressOf } from '#http/contract/address.ts'
import {
  AUDIT_SORTS,
  downloadAuditContract,
  listAuditContract,
  readAuditChoicesContract,
  type AuditEntryOnWire,
} from '#http/contract/audit.ts'
import { useList, useRead } from '../../api/use-api.ts'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { DownloadIcon } from '../../components/icons.tsx'
import { Panel } from '../../components/panel.tsx'
import { sortingOf, sortSearch } from '../../components/sorting.ts'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useSession } from '../../shell/use-session.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { actionWords, detailWords } from './audit-words.ts'

const word = z.string().min(1).max(200).optional().catch(undefined)
const search = z.object({
  actor: word,
  action: word,
  of: word,
  outcome: z.enum(['done', 'failed']).optional().catch(undefined),
  from: z.iso.date().optional().catch(undefined),
  until: z.iso.date().optional().catch(undefined),
  ...sortSearch(AUDIT_SORTS),
})

/** What people and machines did, newest first or oldest first. */
export function AuditTab() {
  const [chosen, set] = usePageSearch(search)
  const { data: choices } = useRead(readAuditChoicesContract)
  const { data: session } = useSession()
  const { query: order, sorting } = sortingOf(AUDIT_SORTS, chosen, set)
  const query = {
    ...order,
    actor: chosen.actor,
    action: chosen.action,
    connection: chosen.of,
    outcome: chosen.outcome,
    from: startOf(chosen.from, 0),
    until: startOf(chosen.until, 1),
  }
  const list = useList(listAuditContract, { query })
  const connections = session?.connections ?? []
  const columns: readonly Column<AuditEntryOnWire>[] = [
    { id: 'what', header: 'What', narrow: 'title', cell: (entry) => actionWords(entry.action) },
    {
      id: 'subject',
      header: 'To what',
      cell: (entry) => (
        <>
          <span style={{ overflowWrap: 'break-word' }}>{entry.subject}</span>
          {entry.connection === null ? null : (
            <Text size="xs" c="var(--quiet)">
              {connections.find(({ id }) => id === entry.connection)?.name ?? entry.connection}
            </Text>
          )}
        </>
      ),
    },
    { id: 'who', header: 'Who', cell: (entry) => (entry.actor === null ? 'Nobody known' : entry.actor.name) },
    {
      id: 'at',
      header: 'When',
      sort: 'at',
      sortedAs: 'time',
      width: 170,
      cell: (entry) => <When at={entry.at} as="date" />,
    },
    {
      id: 'details',
      header: 'Details',
      cell: (entry) => (
        <span style={{ overflowWrap: 'break-word', color: 'var(--quiet)' }}>{detailWords(entry.details)}</span>
      ),
    },
    {
      id: 'outcome',
      header: 'Outcome',
      width: 100,
      cell: (entry) =>
        entry.outcome === 'done' ? (
          <StatusBadge tone="good">Done</StatusBadge>
        ) : (
          <StatusBadge tone="bad">Failed</StatusBadge>
        ),
    },
  ]
  return (
    <Panel
      title="Audit log"
      note="Every change by a person or a token, every sign-in, every wrong password. Entries are never changed."
      actions={
        <Button
          component="a"
          href={addressOf(downloadAuditContract, '', { query })}
          variant="default"
          leftSection={<DownloadIcon size={16} />}
        >
          CSV
        </Button>
      }
    >
      <FilterBar>
        <Select
          aria-label="Who"
          placeholder="Everybody"
          clearable
          searchable
          w={200}
          data={(choices?.actors ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen.actor ?? null}
          onChange={(actor) => set({ actor: actor ?? undefined })}
        />
        <Select
          aria-label="What"
          placeholder="Everything"
          clearable
          searchable
          w={220}
          data={(choices?.actions ?? []).map((action) => ({ value: action, label: actionWords(action) }))}
          value={chosen.action ?? null}
          onChange={(action) => set({ action: action ?? undefined })}
        />
        <Select
          aria-label="Outcome"
          placeholder="Done and failed"
          clearable
          w={170}
          data={[
            { value: 'done', label: 'Done' },
            { value: 'failed', label: 'Failed' },
          ]}
          value={chosen.outcome ?? null}
          onChange={(outcome) => set({ outcome: outcome === null ? undefined : (outcome as 'done' | 'failed') })}
        />
        <TextInput
          type="date"
          aria-label="From this day on"
          value={chosen.from ?? ''}
          onChange={(event) => set({ from: event.currentTarget.value || undefined })}
        />
        <TextInput
          type="date"
          aria-label="Until this day"
          value={chosen.until ?? ''}
          onChange={(event) => set({ until: event.currentTarget.value || undefined })}
        />
      </FilterBar>
      <DataTable
        label="Audit log"
        columns={columns}
        rowKey={(entry) => String(entry.seq)}
        list={list}
        sorting={sorting}
        empty={<EmptyNote title="Nothing fits these filters">Take one of them out, or choose other days.</EmptyNote>}
        tone={(entry) => (entry.outcome === 'failed' ? 'warn' : undefined)}
      />
    </Panel>
  )
}

/** The beginning of a day in the reader's zone, or of the day after. */
function startOf(day: string | undefined, plusDays: 0 | 1): string | undefined {
  if (day === undefined) return undefined
  const at = new Date(`${day}T00:00:00`)
  at.setDate(at.getDate() + plusDays)
  return at.toISOString()
}
