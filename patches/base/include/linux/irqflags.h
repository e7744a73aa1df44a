/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts of this cpu, on and off. The machine keeps the switch.
 */
#ifndef __LINUX_IRQFLAGS_H
#define __LINUX_IRQFLAGS_H

unsigned long arch_local_irq_save(void);
void arch_local_irq_restore(unsigned long flags);

#define local_irq_save(flags)		((flags) = arch_local_irq_save())
#define local_irq_restore(flags)	arch_local_irq_restore(flags)

#endif /* __LINUX_IRQFLAGS_H */
