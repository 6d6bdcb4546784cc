import { Select, Text } from '@mantine/core'
import type { LiveField, LiveObject } from '#http/contract/config-fields.ts'
import { TYPE_WORDS } from './map-words.ts'

/** Fields of an object by label and name. A name that is not there stays and is said to be missing. */
export function FieldPicker(props: {
  readonly label: string
  readonly object: LiveObject | null
  readonly value: string
  readonly onChange: (name: string) => void
  readonly disabled?: boolean
  readonly required?: boolean
  /** Only those that can be written are of use. */
  readonly mustBeWritable?: boolean
}) {
  const { object, value } = props
  const byName = new Map<string, LiveField>((object?.fields ?? []).map((field) => [field.name, field]))
  const known = [...byName.values()].map(({ name, label }) => ({ value: name, label: `${label} (${name})` }))
  const data = value === '' || byName.has(value) ? known : [{ value, label: `${value} (not there)` }, ...known]
  const chosen = byName.get(value)
  return (
    <Select
      label={props.label}
      description={chosen === undefined ? undefined : factsOf(chosen)}
      data={data}
      value={value === '' ? null : value}
      onChange={(name) => {
        if (name !== null) props.onChange(name)
      }}
      searchable
      limit={80}
      nothingFoundMessage="No such field"
      placeholder="Search by label or name"
      disabled={props.disabled ?? false}
      required={props.required ?? false}
      allowDeselect={false}
      comboboxProps={{ withinPortal: true }}
      renderOption={({ option }) => {
        const field = byName.get(option.value)
        return (
          <div>
            <Text size="sm">{field?.label ?? option.label}</Text>
            <Text size="xs" c="var(--quiet)">
              {option.value}
              {field === undefined ? '' : ` · ${factsOf(field)}`}
              {props.mustBeWritable === true && field?.writable === 'never' ? ' · cannot be written' : ''}
            </Text>
          </div>
        )
      }}
    />
  )
}

function factsOf({ type, required, writable, maxLength, options }: LiveField): string {
  return [
    TYPE_WORDS[type] ?? type,
    options === undefined ? null : `${options.length} values`,
    maxLength === undefined ? null : `up to ${maxLength} characters`,
    required ? 'required' : null,
    writable === 'never' ? 'read-only' : writable === 'create-only' ? 'set once, when the record is made' : null,
  ]
    .filter((fact) => fact !== null)
    .join(' · ')
}
