import { Autocomplete } from '@mantine/core'
import { useMemo } from 'react'
import { useHandover } from './handover-context.ts'

const MOST_SHOWN = 40

/** A HubSpot contact property by its internal name, found by its label as well. */
export function FieldPicker(props: {
  readonly label: string
  readonly value: string
  readonly onChange: (name: string) => void
  readonly types?: readonly string[]
}) {
  const { fields } = useHandover()
  const labels = useMemo(
    () =>
      new Map(
        [...fields.values()]
          .filter(({ type }) => props.types === undefined || props.types.includes(type))
          .map(({ name, label }) => [name, label]),
      ),
    [fields, props.types],
  )
  return (
    <Autocomplete
      label={labels.has(props.value) ? `${props.label}: ${labels.get(props.value) ?? ''}` : props.label}
      value={props.value}
      data={[...labels.keys()]}
      limit={MOST_SHOWN}
      filter={({ options, search }) => {
        const wanted = search.trim().toLowerCase()
        return options.filter(
          (option) =>
            'value' in option &&
            (option.value.toLowerCase().includes(wanted) ||
              (labels.get(option.value) ?? '').toLowerCase().includes(wanted)),
        )
      }}
      renderOption={({ option }) => (
        <span>
          {labels.get(option.value)} <small>({option.value})</small>
        </span>
      )}
      onChange={props.onChange}
    />
  )
}
