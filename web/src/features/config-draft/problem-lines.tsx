import type { ConfigProblem } from '#http/contract/config.ts'
import { AlertIcon } from '../../components/icons.tsx'
import classes from './problem-lines.module.css'

/** What is wrong at one place, with what to do about it. Errors first. */
export function ProblemLines(props: {
  readonly problems: readonly ConfigProblem[]
  /** Names the place of each: for lists of problems of many places. */
  readonly withPath?: true
}) {
  if (props.problems.length === 0) return null
  return (
    <ul className={classes['list']}>
      {props.problems.map(({ level, path, message, remedy }) => (
        <li key={`${path} ${message}`} className={classes['line']} data-level={level}>
          <span className={classes['icon']}>
            <AlertIcon size={16} />
          </span>
          <span>
            <strong>{level === 'error' ? 'Error' : 'Note'}: </strong>
            {props.withPath === undefined || path === '' ? null : <code className={classes['path']}>{path}</code>}
            {message}. <span className={classes['remedy']}>{sentence(remedy)}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
