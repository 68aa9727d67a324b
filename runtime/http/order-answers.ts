// What the routes of orders answer, as types alone. Imports types of the model and of its neighbours only.
import type { OrderDocument } from '../model/types.ts';
import type { DeliveryAnswer, DocumentName, ExceptionAnswer, GateAnswer } from './answers.ts';
import type { ChangeAnswer, ConflictAnswer } from './message-answers.ts';

export interface OrderRowAnswer {
  readonly orderId: string;
  readonly system: string;
  readonly orderNumber: string | null;
  readonly orderType: string | null;
  readonly status: string | null;
  readonly paymentStatus: string | null;
  readonly placedAt: string | null;
  readonly currency: string | null;
  readonly total: string | null;
  readonly lines: number;
  readonly holds: readonly string[];
  /** Gates that say no. */
  readonly blocked: readonly string[];
  /** Open ones. */
  readonly exceptions: number;
  readonly updatedAt: string;
}

export interface OrderPageAnswer {
  readonly orders: readonly OrderRowAnswer[];
  readonly next: string | null;
  readonly states: readonly { readonly status: string | null; readonly count: number }[];
  readonly blocked: readonly { readonly gate: string; readonly count: number }[];
}

/** The last word of one source on an order, or on a document of it. */
export interface SystemViewAnswer {
  readonly source: string;
  readonly document: DocumentName;
  readonly at: string;
  readonly message: string | null;
  readonly outcome: string;
  readonly status?: string | undefined;
  readonly paymentStatus?: string | undefined;
  readonly acknowledgement?: string | undefined;
  readonly sourceStatus?: unknown;
}

type Json = Readonly<Record<string, unknown>>;

export interface OrderAnswer {
  readonly order: OrderDocument;
  readonly version: number;
  readonly updatedAt: string;
  readonly gates: readonly GateAnswer[];
  /** Its shipments, returns and invoices. */
  readonly documents: readonly (Json & { readonly type: string; readonly gates: readonly GateAnswer[] })[];
  readonly systems: readonly SystemViewAnswer[];
  readonly exceptions: readonly ExceptionAnswer[];
  readonly deliveries: readonly DeliveryAnswer[];
}

export interface MessageEventAnswer {
  readonly kind: 'message';
  readonly at: string;
  readonly document: DocumentName;
  readonly source: string;
  readonly message: string | null;
  readonly occurredAt: string | null;
  readonly outcome: string;
  readonly changes: readonly ChangeAnswer[];
  readonly superseded: readonly unknown[];
  readonly conflicts: readonly ConflictAnswer[];
  readonly mapping: string;
  /** Of the mapping. */
  readonly version: string;
}

export type DeliveryEventAnswer = DeliveryAnswer & { readonly kind: 'delivery'; readonly at: string };

export interface TimelineAnswer {
  readonly order: string;
  readonly events: readonly (MessageEventAnswer | DeliveryEventAnswer)[];
}

export interface ExplanationAnswer {
  readonly path: string;
  readonly value: unknown;
  /** What the order's own messages said, without what its shipments, returns and invoices add. */
  readonly stated: unknown;
  readonly changes: readonly (ChangeAnswer &
    Pick<MessageEventAnswer, 'source' | 'message' | 'at' | 'occurredAt' | 'mapping' | 'version'>)[];
  readonly superseded: readonly unknown[];
  readonly conflicts: readonly ConflictAnswer[];
  readonly derivedFrom: readonly {
    readonly document: DocumentName;
    readonly status?: string | undefined;
    readonly messages: readonly { readonly message: string | null; readonly source: string; readonly at: string }[];
  }[];
  readonly missing: readonly Pick<GateAnswer, 'gate' | 'decisions'>[];
}
