import { NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { useHandover } from '../handover/handover-context.ts'
import { tidy } from '../handover/written.ts'
import { DEFAULTS, type Attribution } from './attribution.ts'
import { DefaultedText } from './defaulted-text.tsx'
import { LOSS_REASON_FIELD } from './defaults.ts'
import classes from './sync-settings.module.css'

/** When a campaign is called cheap but barren, how refunds show, and how long customers take to pay back. */
export function ComparisonPanel(props: {
  readonly section: Partial<Attribution>
  readonly disabled: boolean
  readonly put: (patch: { [K in keyof Attribution]?: Attribution[K] | undefined }) => void
  readonly wrongAt: (...path: readonly (string | number)[]) => string | null
}) {
  const { section, disabled, put, wrongAt } = props
  const { draft, problems } = useHandover()
  const { comparison = {}, refunds = {}, payback = null } = section
  const compare = (patch: { [K in keyof typeof comparison]?: (typeof comparison)[K] | undefined }): void => {
    const next = tidy({ ...comparison, ...patch }) as Attribution['comparison']
    put({ comparison: Object.keys(next).length === 0 ? undefined : next })
  }
  const refund = (key: keyof Attribution['refunds'], label: string, description: string) => (
    <TextInput
      label={label}
      description={description}
      value={refunds[key] ?? ''}
      disabled={disabled}
      error={wrongAt('refunds', key)}
      onChange={(event) => {
        const next = tidy({ ...refunds, [key]: event.currentTarget.value || undefined }) as Attribution['refunds']
        put({ refunds: Object.keys(next).length === 0 ? undefined : next })
      }}
    />
  )
  const lossReason = draft.at(['lossReasonField'])
  return (
    <>
      <Panel
        title="Cheap but barren"
        note="Campaigns whose leads cost little and bring little are flagged. These settings say with what they are compared."
      >
        <div className={classes['two']}>
          <Select
            label="Compared with"
            data={[
              { value: 'channel', label: 'Campaigns of the same channel' },
              { value: 'all', label: 'All campaigns' },
            ]}
            value={comparison.by ?? 'channel'}
            allowDeselect={false}
            disabled={disabled}
            onChange={(value) => compare({ by: value === 'all' ? 'all' : undefined })}
          />
          <NumberInput
            label="Leads at least"
            description="A campaign with fewer is not judged"
            min={1}
            allowDecimal={false}
            value={comparison.minLeads ?? DEFAULTS.minLeads}
            disabled={disabled}
            error={wrongAt('comparison', 'minLeads')}
            onChange={(value) => compare({ minLeads: value === '' ? undefined : Number(value) })}
          />
          <NumberInput
            label="Mature after days"
            description="Younger leads may still buy"
            min={0}
            allowDecimal={false}
            value={comparison.matureAfterDays ?? DEFAULTS.matureAfterDays}
            disabled={disabled}
            error={wrongAt('comparison', 'matureAfterDays')}
            onChange={(value) => compare({ matureAfterDays: value === '' ? undefined : Number(value) })}
          />
        </div>
      </Panel>
      <Panel
        title="Salesforce fields of deals"
        note="Refunds are read from the fields named here; a blank one: there is none."
      >
        <Stack gap="lg">
          <div className={classes['two']}>
            <DefaultedText
              label="Reason of a loss"
              description="Field of Opportunity"
              value={typeof lossReason === 'string' ? lossReason : undefined}
              usual={LOSS_REASON_FIELD}
              disabled={disabled}
              onChange={(field) => draft.set(['lossReasonField'], field)}
            />
            {refund('opportunityField', 'Refund of', 'Lookup from a negative opportunity to the one it refunds')}
            {refund('amountField', 'Refunded amount', 'Field of the won opportunity itself')}
            {refund('dateField', 'Refunded on', 'Field of the won opportunity itself')}
          </div>
          <Switch
            label="Reckon how many months a customer takes to pay back what it cost"
            checked={payback !== null}
            disabled={disabled}
            onChange={(event) =>
              put({
                payback: event.currentTarget.checked ? { monthlyRevenueField: '', grossMarginPercent: 75 } : undefined,
              })
            }
          />
          {payback === null ? null : (
            <div className={classes['two']}>
              <TextInput
                label="Monthly revenue"
                description="Field of Opportunity"
                value={payback.monthlyRevenueField}
                disabled={disabled}
                error={wrongAt('payback', 'monthlyRevenueField')}
                onChange={(event) => put({ payback: { ...payback, monthlyRevenueField: event.currentTarget.value } })}
              />
              <NumberInput
                label="Gross margin, in percent"
                min={0}
                max={100}
                value={payback.grossMarginPercent}
                disabled={disabled}
                onChange={(value) => put({ payback: { ...payback, grossMarginPercent: Number(value) } })}
              />
            </div>
          )}
          <ProblemLines problems={problems.at('lossReasonField')} />
        </Stack>
      </Panel>
    </>
  )
}
