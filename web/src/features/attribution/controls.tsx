import { Group, Select, TextInput } from '@mantine/core'
import { VIEWS } from '#domain/attribution/metrics.ts'
import type { View } from '#domain/attribution/metrics.ts'
import type { AttributionModels } from '#http/contract/attribution.ts'
import classes from './attribution.module.css'
import { PERIOD_WORDS, PERIODS, type Period } from './periods.ts'
import { VIEW_WORDS } from './words.ts'

interface Chosen {
  readonly period: Period
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly model?: string | undefined
  readonly compare?: string | undefined
  readonly view: View
}

interface Props {
  readonly models: AttributionModels | undefined
  readonly search: Chosen
  readonly onChange: (patch: Partial<Chosen>) => void
  /** Models on channels can be chosen. */
  readonly byChannel: boolean
}

/** Period, view, model and the second model beside it. */
export function Controls({ models, search, onChange, byChannel }: Props) {
  const known = (models?.models ?? []).filter(({ kind }) => byChannel || kind === 'touches')
  const options = known.map(({ name, title }) => ({ value: name, label: title }))
  const model = search.model ?? models?.defaultModel ?? null
  return (
    <Group gap="xs" mb="sm" role="search" align="end" className={classes['controls']}>
      <Select
        label="Period"
        size="xs"
        w={150}
        allowDeselect={false}
        data={PERIODS.map((value) => ({ value, label: PERIOD_WORDS[value] }))}
        value={search.period}
        onChange={(value) => onChange({ period: value as Period })}
      />
      {search.period === 'custom' ? (
        <>
          <TextInput
            label="From"
            type="date"
            size="xs"
            value={search.from ?? ''}
            {...(search.to === undefined ? {} : { max: search.to })}
            onChange={(event) => onChange({ from: event.currentTarget.value || undefined })}
          />
          <TextInput
            label="To, included"
            type="date"
            size="xs"
            value={search.to ?? ''}
            {...(search.from === undefined ? {} : { min: search.from })}
            onChange={(event) => onChange({ to: event.currentTarget.value || undefined })}
          />
        </>
      ) : null}
      <Select
        label="Count"
        size="xs"
        w={210}
        allowDeselect={false}
        data={VIEWS.map((value) => ({ value, label: VIEW_WORDS[value].name }))}
        value={search.view}
        onChange={(value) => onChange({ view: value as View })}
      />
      <Select
        label="Model"
        size="xs"
        w={200}
        allowDeselect={false}
        data={options}
        value={model}
        onChange={(value) => onChange({ model: value ?? undefined })}
      />
      <Select
        label="Compare with"
        size="xs"
        w={200}
        clearable
        placeholder="No other model"
        data={options.filter(({ value }) => value !== model)}
        value={search.compare ?? null}
        onChange={(value) => onChange({ compare: value ?? undefined })}
      />
    </Group>
  )
}
