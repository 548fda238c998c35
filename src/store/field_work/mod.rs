//! Field work: inspections with their tasks, and the operations that came from phones.

mod inspection;
mod operation;
mod row;

pub use inspection::NewInspection;
pub use operation::{
    DeviceReport, FieldDevice, KeptOperation, NewOperation, OperationOutcome, OperationStatus,
    Settlement,
};
