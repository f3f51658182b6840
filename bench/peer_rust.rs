// SPDX-License-Identifier: MIT
use std::ffi::{c_char, CStr, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::process::Command;

/// # Safety
/// `program` is a C string.
#[no_mangle]
pub unsafe extern "C" fn bench_rust(program: *const c_char) -> bool {
    let name = OsStr::from_bytes(unsafe { CStr::from_ptr(program) }.to_bytes());
    Command::new(name).status().is_ok_and(|status| status.success())
}
