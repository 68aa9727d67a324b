// Names of X12 segments and elements, 004010, of the documents Crossdock handles: our own short words. May import names.ts.
import { readNames, type SegmentNames } from './names.ts';

/** Pairs of qualifier and product id at the end of line segments. */
const products = (count: number): string =>
  Array.from({ length: count }, (_one, index) => `Product id qualifier ${index + 1}; Product id ${index + 1}`).join(
    '; ',
  );

export const X12_NAMES: ReadonlyMap<string, SegmentNames> = readNames(`
  ISA Interchange header: Authorization qualifier; Authorization; Security qualifier; Security; Sender qualifier; Sender id; Receiver qualifier; Receiver id; Date; Time; Repetition separator or standard; Version; Control number; Acknowledgement requested; Usage, test or production; Component separator
  GS Functional group header: Functional id; Sender code; Receiver code; Date; Time; Group control number; Agency; Version and release
  ST Transaction set header: Transaction set!; Control number!; Implementation
  SE Transaction set trailer: Number of segments!; Control number!
  BEG Beginning of purchase order: Purpose!; Order type!; Purchase order number!; Release number; Order date!; Contract number; Acknowledgement type
  BAK Beginning of acknowledgement: Purpose!; Acknowledgement type!; Purchase order number!; Order date!; Release number; Request number; Contract number; Seller's reference; Acknowledgement date
  BCH Beginning of order change: Purpose!; Order type!; Purchase order number!; Release number; Change order sequence; Order date!; Request number; Contract number; Reference; Acknowledgement date; Change date
  BIA Beginning of inventory advice: Purpose!; Report type!; Reference!; Date!; Time
  BIG Beginning of invoice: Invoice date!; Invoice number!; Order date; Purchase order number; Release number; Change order sequence; Transaction type; Purpose
  BSN Beginning of ship notice: Purpose!; Shipment number!; Date!; Time!; Structure of levels; Transaction type; Status reason
  B10 Beginning of carrier status: Reference or PRO number; Shipment number; Carrier (SCAC)!
  CUR Currency: Party!; Currency code!; Exchange rate
  REF Reference: Reference qualifier!; Reference; Description
  N9 Reference: Reference qualifier!; Reference; Description; Date; Time
  L11 Reference: Reference; Reference qualifier; Description
  PER Contact: Function!; Name; Kind of number 1; Number 1; Kind of number 2; Number 2; Kind of number 3; Number 3
  G61 Contact: Function!; Name!; Kind of number; Number
  TAX Tax reference: Tax id
  FOB Delivery terms: Shipment payment!; Location qualifier; Description; Terms code qualifier; Terms code; Location qualifier of title; Place of title
  CSH Sales requirements: Requirement; Action; Amount
  SAC Service, promotion, allowance or charge: Allowance or charge!; Kind; Agency; Agency code; Amount; Percent basis; Percent; Rate; Unit; Quantity; Quantity 2; Method of handling; Reference; Option; Description
  ITD Terms of sale: Terms type; Basis of date; Discount percent; Discount due date; Discount days; Net due date; Net days; Discount amount; Deferred due date; Deferred amount; Percent payable; Description; Day of month
  DTM Date or time: Kind of date!; Date; Time; Time zone; Period format; Period
  G62 Date or time: Kind of date; Date; Kind of time; Time; Time zone
  DIS Discount: Discount terms; Base; Base value; Control limit
  PKG Packaging: Description type; Characteristic; Agency; Code; Description
  PWK Paperwork: Report type!; Transmission
  TD1 Carrier detail, quantity and weight: Packaging code; Lading quantity; Commodity qualifier; Commodity; Description; Weight qualifier; Weight; Weight unit; Volume; Volume unit
  TD3 Carrier detail, equipment: Equipment; Equipment initial; Equipment number; Weight qualifier; Weight; Unit; Ownership; Seal status; Seal number
  TD4 Carrier detail, special handling: Handling; Hazard qualifier; Hazard class; Description
  TD5 Carrier detail, routing: Routing sequence; Id qualifier; Carrier code (SCAC); Transport mode; Routing; Shipment status; Location qualifier; Location; Transit direction; Transit time qualifier; Transit time; Service level
  TXI Tax: Tax type!; Amount; Percent; Jurisdiction qualifier; Jurisdiction; Exempt; Relationship; Basis amount; Tax id
  AMT Amount: Kind of amount!; Amount!; Credit or debit
  CTT Totals: Number of lines!; Hash total; Weight; Unit; Volume; Volume unit; Description
  MSG Message text: Text!; Printer control
  MTX Text: Reference qualifier; Text
  NTE Note: Note reference; Text!
  N1 Party: Role!; Name; Id qualifier; Id
  N2 Further names: Name!; Name 2
  N3 Street: Address line 1!; Address line 2
  N4 Place: City; Region; Postal code; Country; Location qualifier; Location
  PO1 Line item: Line number; Quantity ordered; Unit; Unit price; Price basis; ${products(10)}
  POC Line item change: Line number; Change type!; Quantity ordered; Quantity left to receive; Unit; Unit price; Price basis; ${products(9)}
  IT1 Line item of the invoice: Line number; Quantity invoiced; Unit; Unit price; Price basis; ${products(10)}
  PO3 Additional line detail: Change reason!; Date; Price qualifier; Unit price; Price basis; Quantity!; Unit!
  PO4 Packing of the item: Inner packs; Pack size; Unit of the pack; Packaging code; Weight qualifier; Gross weight per pack; Weight unit; Gross volume per pack; Volume unit; Length; Width; Height; Unit of lengths; Units per inner pack
  PID Description: Description type!; Characteristic; Agency; Code; Description
  ACK Line acknowledgement: Line status!; Quantity; Unit; Kind of date; Date; Request number; ${products(10)}
  SCH Schedule: Quantity!; Unit!; Party; Name; Kind of date!; Date!; Time; Kind of date 2; Date 2
  SDQ Quantities by destination: Unit!; Id qualifier; Location 1!; Quantity 1!; Location 2; Quantity 2; Location 3; Quantity 3; Location 4; Quantity 4; Location 5; Quantity 5; Location 6; Quantity 6; Location 7; Quantity 7; Location 8; Quantity 8; Location 9; Quantity 9; Location 10; Quantity 10
  SLN Subline: Subline number!; Parent subline; Relationship!; Quantity; Unit; Unit price; Price basis; Price relationship; ${products(9)}
  CTP Price: Class of trade; Price type; Unit price; Quantity; Unit; Multiplier qualifier; Multiplier
  QTY Quantity: Kind of quantity!; Quantity; Unit
  MEA Measurement: Reference; Kind of measure; Value; Unit; From; To
  LIN Item: Line number; ${products(15)}
  SN1 Quantity shipped: Line number; Quantity shipped!; Unit!; Shipped to date; Quantity ordered; Unit ordered; Returnable container; Line status
  PRF Purchase order reference: Purchase order number!; Release number; Change order sequence; Order date; Line number; Contract number; Order type
  HL Hierarchical level: Level id!; Parent level id; Level, such as S shipment, O order, P pack, I item!; Has levels below
  MAN Marks and numbers: Qualifier!; Number!; Number, end of range; Qualifier 2; Number 2
  PAL Pallet: Pallet type; Tiers; Blocks per tier; Pack; Weight; Unit; Length; Width; Height; Unit of lengths; Gross weight; Weight unit
  CAD Carrier detail: Transport mode; Equipment initial; Equipment number; Carrier code (SCAC); Routing; Shipment status; Reference qualifier; Reference; Service level
  ISS Shipment summary: Units shipped; Unit; Weight; Weight unit; Volume; Volume unit
  TDS Total of the invoice: Total amount, two decimals implied!; Amount subject to discount; Discounted amount; Discount amount
  LX Assigned number: Number!
  AT7 Shipment status: Status; Reason; Appointment status; Appointment reason; Date; Time; Time zone
  MS1 Location of the shipment: City; Region; Country; Longitude; Latitude
  MS2 Equipment: Carrier code (SCAC); Equipment number; Equipment type
  MS3 Interline: Carrier code (SCAC)!; Routing sequence!; City; Transport mode; Region
  K1 Remarks: Text!; Text 2
  W05 Shipping order identification: Order status!; Depositor order number!; Purchase order number; Link sequence; Master link number; Transaction type; Action
  W06 Warehouse shipment identification: Reporting code!; Depositor order number; Date; Shipment number; Agent shipment id; Purchase order number; Master reference; Link sequence; Special handling; Shipping date change reason; Transaction type; Action
  W15 Warehouse adjustment identification: Date!; Adjustment number!; Depositor adjustment number; Transaction type
  W17 Warehouse receipt identification: Reporting code!; Date!; Warehouse receipt number!; Depositor order number; Shipment number; Time qualifier; Time
  W66 Warehouse carrier information: Payment of freight!; Transport mode!; Pallet exchange; Unit load option; Routing; FOB point; FOB point code; Cubic capacity; Special handling; Carrier code (SCAC)
  W27 Carrier detail: Transport mode!; Carrier code (SCAC); Routing; Payment of freight; Equipment; Equipment initial; Equipment number; Shipment status; Special handling
  W28 Consolidation: Consolidation code; Total stop-offs; Location qualifier; Location
  W08 Receipt carrier information: Transport mode!; Carrier code (SCAC); Routing; Equipment initial; Equipment number; Seal number
  W10 Warehouse additional carrier information: Unit load option; Quantity of pallets shipped; Pallet exchange; Seal number; Seal number 2
  W76 Total shipping order: Quantity ordered!; Weight; Weight unit; Volume; Volume unit; Order sizing factor
  W03 Total shipment: Units shipped!; Weight; Weight unit; Volume; Volume unit; Lading quantity; Lading unit
  W14 Total receipt: Quantity received!; Units shipped; Quantity damaged; Lading quantity received; Lading quantity damaged
  W01 Line item of the warehouse: Quantity ordered!; Unit!; UPC case code; Product id qualifier; Product id; Product id qualifier 2; Product id 2; Freight class; Rate class; Commodity; Pallet block and tiers; Warehouse lot; Product id qualifier 3; Product id 3; Product id qualifier 4; Product id 4
  W04 Item detail total: Units shipped!; Unit!; UPC case code; Product id qualifier; Product id; Product id qualifier 2; Product id 2; Freight class; Rate class; Commodity; Pallet block and tiers; Warehouse lot; Inbound condition; Product id qualifier 3; Product id 3
  W07 Item detail for receipts: Quantity received!; Unit!; UPC case code; Product id qualifier; Product id; Product id qualifier 2; Product id 2; Warehouse lot; Pallet block and tiers; Warehouse detail adjustment; Product id qualifier 3; Product id 3
  W12 Warehouse item detail: Shipment status!; Quantity ordered!; Units shipped; Quantity difference; Unit; UPC case code; Product id qualifier; Product id; Warehouse lot; Weight; Weight qualifier; Weight unit; Weight 2; Weight qualifier 2; Weight unit 2; UPC case code 2; Product id qualifier 2; Product id 2; Shipment reason; Quantity ordered, each; Product id qualifier 3; Product id 3
  W13 Item detail exception: Quantity!; Unit!; Receiving condition!; Adjustment reason
  W19 Warehouse adjustment item detail: Adjustment reason!; Quantity adjusted!; Unit!; UPC case code; Product id qualifier; Product id; Product id qualifier 2; Product id 2; Warehouse lot; Weight; Weight qualifier; Weight unit; Weight 2; Weight qualifier 2; Weight unit 2; Inventory status; Product id qualifier 3; Product id 3
  W20 Item detail additional: Pack; Size; Unit; Weight; Weight qualifier; Weight unit; Volume; Volume unit
  G69 Item description: Description!
  LM Code source: Agency!; Source
  LQ Industry code: Code list; Code
  LS Loop begins: Loop id!
  LE Loop ends: Loop id!
`);
