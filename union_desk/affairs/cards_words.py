"""What the journal says of the steps of service card work, the same from the window and from the command line."""

from __future__ import annotations

from union_desk.words import N_

APPLIED = N_("Opened applications for service cards")
BATCHED = N_("Made a batch of card applications")
SUBMITTED = N_("Handed in the card batch {batch}")
RELEASED = N_("Took the card batch {batch} apart")
RESULT = N_("Read the bank's result file {file} into the card batch {batch}")
TAKEN_OVER = N_("Took over cards in use from {file}")
ACTIVATED = N_("Read the bank's list of activations {file}")
RECEIVED = N_("Collected the cards of the batch {batch} from the bank")
DELIVERED = N_("{count} service cards were signed for")
GIVEN_BACK = N_("Returned uncollected service cards to the bank")
ENDED = N_("Cancelled the service cards of those who left")
REGISTERED = N_("Registered the service cards for {year}")
