//! Faults from outside: the process is killed, the disk is full or damaged, the network is gone.

mod calls;
mod damage;
mod disk;
mod folders;
mod kills;
mod locked;
mod network;
mod offline;
mod pairs;
mod unshared;
