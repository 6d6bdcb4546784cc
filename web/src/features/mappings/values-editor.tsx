import { Button, Group, Select, Switch, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  countValuesContract,
  readValueCoverageContract,
  type CoveredValue,
  type LiveField,
  type WrittenMap,
} from '#http/contract/config-fields.ts'
import { call } from '../../api/call.ts'
import { keyOf, useAction } from '../../api/use-api.ts'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { formatCount } from '../../format/numbers.ts'
import { useConnection } from '../../shell/use-connection.ts'
import type { Pair } from './live-schemas.ts'
import { suggestedTable } from './suggested-table.ts'
import classes from './values-editor.module.css'

interface Props {
  readonly pair: Pair
  readonly map: WrittenMap
  readonly locked: boolean
  readonly fields: { readonly hubspot: LiveField | undefined; readonly salesforce: LiveField | undefined }
  readonly onChange: (patch: Partial<WrittenMap>) => void
}

const hasList = (field: LiveField | undefined): boolean => (field?.options?.length ?? 0) > 0

/** Which value of one list is which of the other: every value of HubSpot's list with its partner, and those of Salesforce that nothing leads to. */
export function ValuesEditor(props: Props) {
  const { map, fields, locked } = props
  // A table may not be empty: until the first pair is chosen it is only wanted.
  const [wanted, setWanted] = useState(false)
  if (!hasList(fields.hubspot) && !hasList(fields.salesforce) && map.values === undefined) return null
  return (
    <section aria-label="Values">
      <Group justify="space-between">
        <Text fw={600} size="sm">
          Values
        </Text>
        <Switch
          label="Translate values"
          checked={map.values !== undefined || wanted}
          disabled={locked}
          onChange={(event) => {
            const { checked } = event.currentTarget
            setWanted(checked)
            props.onChange(checked ? suggestedTable(fields) : { values: undefined, unmapped: undefined })
          }}
        />
      </Group>
      {wanted && map.values === undefined ? (
        <Text size="sm" role="status">
          No label is the same on both sides. Choose the first partner below; what has none waits for a person.
        </Text>
      ) : null}
      <Coverage
        {...props}
        onChange={(patch) =>
          props.onChange(
            map.values === undefined && patch.values !== undefined ? { ...patch, unmapped: 'park' } : patch,
          )
        }
      />
    </section>
  )
}

function Coverage(props: Props) {
  const { pair, map, locked } = props
  const connection = useConnection()
  const [asked] = useDebouncedValue(map, 300)
  const input = { body: { pair: pair.id, map: asked } }
  const query = useQuery({
    queryKey: keyOf(readValueCoverageContract, connection, input),
    queryFn: ({ signal }) => call(readValueCoverageContract, connection, input, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })
  if (query.data === undefined)
    return query.error === null ? null : <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
  const { toSalesforce, toHubspot } = query.data
  const table = map.values
  const lost = [...(toSalesforce?.values ?? []), ...(toHubspot?.values ?? [])].filter(isLost).length
  return (
    <>
      <Text size="sm" c="var(--quiet)">
        {lost === 0
          ? 'Every value has a place on the other side.'
          : `${lost} ${lost === 1 ? 'value has' : 'values have'} no partner yet; records with it wait for a person.`}
      </Text>
      {toSalesforce === null ? null : (
        <OneSide
          {...{ pair, map, locked }}
          side="hubspot"
          title="From HubSpot"
          values={toSalesforce.values}
          options={props.fields.salesforce}
          partnerOf={(value) => table?.[value]}
          onPartner={(value, partner) => props.onChange({ values: withPartner(table ?? {}, value, partner) })}
        />
      )}
      {toHubspot === null ? null : (
        <OneSide
          {...{ pair, map, locked }}
          side="salesforce"
          title="From Salesforce"
          values={toHubspot.values}
          options={props.fields.hubspot}
          partnerOf={(value) => Object.entries(table ?? {}).find(([, theirs]) => theirs === value)?.[0]}
          onPartner={(value, partner) => {
            if (partner !== null) props.onChange({ values: withPartner(table ?? {}, partner, value) })
          }}
        />
      )}
      {table === undefined ? null : <Unmapped {...props} />}
    </>
  )
}

const isLost = ({ state, active }: CoveredValue): boolean => state === 'lost' && active

function withPartner(table: Readonly<Record<string, string>>, value: string, partner: string | null) {
  const rest = Object.fromEntries(Object.entries(table).filter(([key]) => key !== value))
  const next =
    partner === null
      ? rest
      : Object.hasOwn(table, value)
        ? { ...table, [value]: partner }
        : { ...rest, [value]: partner }
  return Object.keys(next).length === 0 ? undefined : next
}

const STATES = {
  mapped: { tone: 'good', label: 'translated' },
  same: { tone: 'quiet', label: 'goes over as it is' },
  otherwise: { tone: 'plain', label: 'like all others' },
  parked: { tone: 'warn', label: 'waits for a person' },
  lost: { tone: 'bad', label: 'no partner' },
} as const

function OneSide(props: {
  readonly pair: Pair
  readonly map: WrittenMap
  readonly side: 'hubspot' | 'salesforce'
  readonly title: string
  readonly values: readonly CoveredValue[]
  readonly options: LiveField | undefined
  readonly locked: boolean
  readonly partnerOf: (value: string) => string | undefined
  readonly onPartner: (value: string, partner: string | null) => void
}) {
  const { values, side, pair, map } = props
  const counts = useAction(countValuesContract)
  const lost = values.filter(isLost)
  const met = counts.data?.counts ?? {}
  const data = (props.options?.options ?? []).map(({ value, label }) => ({
    value,
    label: label === value ? label : `${label} (${value})`,
  }))
  // A value of HubSpot becomes one of Salesforce: what has a partner is not taken from it by the way.
  const choicesOf = (value: string) =>
    side === 'hubspot'
      ? data
      : data.map((option) => {
          const partner = map.values?.[option.value]
          return partner === undefined || partner === value
            ? option
            : { ...option, label: `${option.label}: is ${partner}`, disabled: true }
        })
  return (
    <div>
      <Group justify="space-between" mt="xs">
        <Text size="sm" fw={600}>
          {props.title}
        </Text>
        {lost.length === 0 || props.locked ? null : (
          <Button
            size="compact-xs"
            variant="default"
            loading={counts.isPending}
            onClick={() =>
              counts.mutate({
                body: { pair: pair.id, side, field: map[side], values: lost.slice(0, 20).map(({ value }) => value) },
              })
            }
          >
            Count records without a partner
          </Button>
        )}
      </Group>
      <ul className={classes['values']}>
        {values.map((one) => {
          const { value, label, state, becomes, suggestion } = one
          const partner = props.partnerOf(value) ?? null
          const known = STATES[state]
          const isInTable = partner === null || data.some((option) => option.value === partner)
          return (
            <li key={value} className={classes['value']} data-lost={isLost(one) || undefined}>
              <span className={classes['name']}>
                {label}
                {label === value ? null : <span className={classes['quiet']}> {value}</span>}
                {met[value] === undefined ? null : (
                  <span className={classes['quiet']}> · {formatCount(met[value])} records have it</span>
                )}
              </span>
              {data.length === 0 ? (
                <TextInput
                  aria-label={`Partner of ${label}`}
                  size="xs"
                  value={partner ?? ''}
                  placeholder={becomes ?? 'none'}
                  disabled={props.locked}
                  onChange={(event) => {
                    const text = event.currentTarget.value
                    props.onPartner(value, text === '' ? null : text)
                  }}
                />
              ) : (
                <Select
                  aria-label={`Partner of ${label}`}
                  size="xs"
                  data={
                    isInTable || partner === null
                      ? choicesOf(value)
                      : [{ value: partner, label: `${partner} (not there)` }, ...choicesOf(value)]
                  }
                  value={partner}
                  placeholder={becomes ?? 'none'}
                  searchable
                  clearable={side === 'hubspot'}
                  disabled={props.locked}
                  onChange={(next) => props.onPartner(value, next)}
                />
              )}
              <span className={classes['state']}>
                <StatusBadge tone={known.tone}>{known.label}</StatusBadge>
                {suggestion === null || props.locked ? null : (
                  <Button size="compact-xs" variant="light" onClick={() => props.onPartner(value, suggestion)}>
                    Use {suggestion}
                  </Button>
                )}
              </span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function Unmapped({ map, locked, onChange }: Props) {
  const value = map.unmapped === 'park' ? 'park' : typeof map.unmapped === 'object' ? 'one' : 'keep'
  return (
    <Select
      label="All other values"
      mt="xs"
      disabled={locked}
      allowDeselect={false}
      data={[
        { value: 'keep', label: 'go over as they are' },
        { value: 'park', label: 'wait for a person' },
        { value: 'one', label: 'become one value (see YAML)', disabled: value !== 'one' },
      ]}
      value={value}
      onChange={(next) => onChange({ unmapped: next === 'park' ? 'park' : undefined })}
    />
  )
}
