import { Group, NumberInput, Select } from '@mantine/core'

const UNITS = [
  { value: 'm', label: 'minutes' },
  { value: 'h', label: 'hours' },
  { value: 's', label: 'seconds' },
]

/** Business time as the document has it: "30m", "4h". A business day has no fixed length, so there are none. */
export function DurationInput(props: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const number = Number.parseInt(props.value, 10)
  const unit = props.value.slice(-1)
  const known = UNITS.some(({ value }) => value === unit) ? unit : 'h'
  return (
    <Group gap={6} align="flex-end" wrap="nowrap">
      <NumberInput
        label={props.label}
        min={0}
        allowDecimal={false}
        value={Number.isFinite(number) ? number : ''}
        onChange={(value) => props.onChange(`${value}${known}`)}
        style={{ flex: 1, minWidth: 70 }}
      />
      <Select
        aria-label={`Unit of ${props.label}`}
        data={UNITS}
        value={known}
        allowDeselect={false}
        onChange={(value) => props.onChange(`${Number.isFinite(number) ? number : 1}${value ?? known}`)}
        w={112}
      />
    </Group>
  )
}
