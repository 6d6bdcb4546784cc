import { Button, Popover, Select, SimpleGrid } from '@mantine/core'
import type { ReactNode } from 'react'
import { URGENCIES } from '#domain/handoff/config.ts'
import { countLeadsContract } from '#http/contract/leads.ts'
import type { LeadChoices } from '#http/contract/leads.ts'
import { BOARD_VIEWS } from '#http/contract/leads.ts'
import { useRead } from '../../api/use-api.ts'
import { Choices, FilterBar, SearchBox } from '../../components/filter-bar.tsx'
import { viewWords } from './lead-words.ts'
import { filterOf } from './leads-search.ts'
import type { LeadFilter, LeadsSearch, SetLeadsSearch } from './leads-search.ts'

type Whose = LeadFilter['whose']

/** Whose leads and what is the matter with them: a click each. */
export function BoardFilters(props: {
  readonly search: LeadsSearch
  readonly whose: Whose
  readonly set: SetLeadsSearch
  readonly choices: LeadChoices | undefined
  /** What else can be done with the rows that fit. */
  readonly more: ReactNode
}) {
  const { search, whose, set, choices } = props
  const { data: counts } = useRead(countLeadsContract, { query: filterOf(search, whose) })
  const isRep = choices === undefined || choices.you.rep !== null
  const whoseOptions: readonly { readonly value: Whose; readonly label: string }[] = [
    ...(isRep ? [{ value: 'mine' as const, label: 'Mine' }] : []),
    { value: 'all', label: 'Everybody' },
    { value: 'queue', label: 'In a queue' },
  ]
  return (
    <>
      <FilterBar>
        <Choices
          label="Whose leads"
          value={whose}
          options={whoseOptions}
          onChange={(value) => set({ whose: value, ...(value === 'mine' ? { rep: undefined } : {}) })}
        />
        <SearchBox
          label="Name, company or e-mail"
          value={search.text ?? ''}
          onChange={(text) => set({ text: text === '' ? undefined : text })}
        />
        <MoreFilters {...props} />
        {props.more}
      </FilterBar>
      <FilterBar>
        <Choices
          label="What is the matter with them"
          narrow="scroll"
          value={search.view}
          options={BOARD_VIEWS.map((view) => ({ value: view, label: viewWords(view, counts?.[view]) }))}
          onChange={(view) => set({ view, sort: undefined, direction: undefined })}
        />
      </FilterBar>
    </>
  )
}

function MoreFilters({ search, set, choices, whose }: Parameters<typeof BoardFilters>[0]) {
  const chosen = [search.urgency, search.rep, search.pool, search.policy, search.contract, search.campaign]
  const used = chosen.filter((one) => one !== undefined).length
  const named = (list: readonly { readonly id: string; readonly name: string }[] | undefined) =>
    (list ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Popover position="bottom-start" shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <Button variant={used === 0 ? 'default' : 'light'}>
          {used === 0 ? 'More filters' : `More filters · ${used}`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <SimpleGrid cols={{ base: 1, sm: 2 }} w={{ base: 280, sm: 460 }} spacing="xs">
          <Filter
            label="Urgency"
            value={search.urgency}
            data={URGENCIES}
            onChange={(urgency) => set({ urgency: urgency as never })}
          />
          {whose === 'mine' ? null : (
            <Filter label="Rep" value={search.rep} data={named(choices?.reps)} onChange={(rep) => set({ rep })} />
          )}
          <Filter
            label="Team (pool)"
            value={search.pool}
            data={choices?.pools ?? []}
            onChange={(pool) => set({ pool })}
          />
          <Filter
            label="SLA policy"
            value={search.policy}
            data={named(choices?.policies)}
            onChange={(policy) => set({ policy })}
          />
          <Filter
            label="Handover contract"
            value={search.contract}
            data={named(choices?.contracts)}
            onChange={(contract) => set({ contract })}
          />
          <Filter
            label="Campaign"
            value={search.campaign}
            data={choices?.campaigns ?? []}
            onChange={(campaign) => set({ campaign })}
          />
          <Button
            variant="subtle"
            disabled={used === 0}
            onClick={() =>
              set({
                urgency: undefined,
                rep: undefined,
                pool: undefined,
                policy: undefined,
                contract: undefined,
                campaign: undefined,
              })
            }
          >
            Clear these
          </Button>
        </SimpleGrid>
      </Popover.Dropdown>
    </Popover>
  )
}

const Filter = (props: {
  readonly label: string
  readonly value: string | undefined
  readonly data: readonly string[] | readonly { readonly value: string; readonly label: string }[]
  readonly onChange: (value: string | undefined) => void
}) => (
  <Select
    label={props.label}
    placeholder="Any"
    value={props.value ?? null}
    data={[...props.data] as string[]}
    onChange={(value) => props.onChange(value ?? undefined)}
    clearable
    searchable
    openOnFocus={false}
    comboboxProps={{ withinPortal: false }}
  />
)
