// What messages look like in the sidecar's answers, by the names that the pages have for them. Imports types of http and engine only.
import type { ErrorJson, Finding } from '../../runtime/engine/errors.ts';
import type { Decision } from '../../runtime/engine/judge.ts';
import type { DeliveryAnswer, DocumentName, ExceptionAnswer, GateAnswer } from '../../runtime/http/answers.ts';
import type {
  ChangeAnswer,
  MessageAnswer,
  MessageRowAnswer,
  OutcomeAnswer,
  StageAnswer,
} from '../../runtime/http/message-answers.ts';

export type { Decision, DocumentName };
export type MessageRow = MessageRowAnswer;
export type MessageStatus = MessageRow['status'];
export type MessageDetail = MessageAnswer;
export type ExceptionView = ExceptionAnswer;
export type DeliveryView = DeliveryAnswer;
export type Stage = StageAnswer;
export type Outcome = OutcomeAnswer;
export type Change = ChangeAnswer;
export type Gate = GateAnswer;
/** A gate's verdict on one of the documents of a message. */
export type GateView = MessageAnswer['gates'][number];
/** What can be shown as a problem: what stopped a message, or what was found in it. */
export type Problemlike = Pick<ErrorJson, 'message' | 'help' | 'at'> &
  Pick<Finding, 'expected' | 'actual'> & { readonly code: string };
